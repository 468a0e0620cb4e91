// What facts mean that no test's server can be brought to in earnest.
#include <catch2/catch.hpp>

#include "lib/health/judgement.hpp"

namespace admctl::health {
namespace {

// The ids of what is not well, with their severities; empty: all is well.
std::string judged(Findings& findings) {
  std::string out;
  for (const auto& finding : findings.take()) {
    if (!finding.rule) continue;
    out += std::string{finding.rule->id} + " " + std::string{severity_name(finding.severity)} + " ";
  }
  return out;
}

std::string versions(int number, std::string_view now) {
  Findings findings;
  judge_versions({number, std::to_string(number / 10000) + ".1", "15.4"}, *parse_time(now), findings);
  return judged(findings);
}

TEST_CASE("a server before PostgreSQL 13 is not supported, and one after its last day gets no fixes") {
  CHECK(versions(120018, "2024-01-01") == "ADM-D030 error ");
  CHECK(versions(130001, "2024-01-01") == "");
  CHECK(versions(130001, "2025-11-13") == "");
  CHECK(versions(130001, "2025-11-15") == "ADM-D031 warning ");
  CHECK(versions(150004, "2027-11-13") == "ADM-D031 warning ");
  // Of a version that is not out yet nothing is known.
  CHECK(versions(190001, "2040-01-01") == "");
  Findings findings;
  judge_versions({120018, "12.18", "15.4"}, *parse_time("2024-01-01"), findings);
  const auto finding = findings.take().front();
  CHECK(finding.what == "the server is PostgreSQL 12.18; admctl needs 13");
  CHECK(*finding.evidence.find("serverVersion") == Value{120018});
}

std::string encryption(const pg::ConnectionFacts& facts) {
  Findings findings;
  judge_encryption(facts, findings);
  return judged(findings);
}

TEST_CASE("what crosses a network must be encrypted, and the server must have proved who it is") {
  pg::ConnectionFacts facts;
  facts.host = "db.example.com";
  facts.sslmode = "prefer";
  CHECK(encryption(facts) == "ADM-D020 warning ");
  facts.loopback = true;
  CHECK(encryption(facts) == "");
  facts.loopback = false;
  facts.encrypted = true;
  facts.protocol = "TLSv1.3";
  CHECK(encryption(facts) == "ADM-D021 warning ");
  facts.sslmode = "require";
  CHECK(encryption(facts) == "ADM-D021 warning ");
  for (const auto* mode : {"verify-ca", "verify-full"}) {
    facts.sslmode = mode;
    CHECK(encryption(facts) == "");
  }
  facts = {};
  facts.unix_socket = true;
  CHECK(encryption(facts) == "");
}

std::string ages(std::int64_t transaction, std::int64_t multixact) {
  Findings findings;
  judge_id_ages({.transaction = transaction, .multixact = multixact}, "\"public\".\"old\"", findings);
  return judged(findings);
}

TEST_CASE("transaction ids are old when autovacuum does not keep up, and it is grave near the end") {
  CHECK(ages(3, 1) == "");
  // Autovacuum is at it.
  CHECK(ages(399'999'999, 0) == "");
  CHECK(ages(400'000'000, 0) == "ADM-D110 warning ");
  CHECK(ages(1'503'238'553, 0) == "ADM-D110 error ");
  CHECK(ages(0, 500'000'000) == "");
  CHECK(ages(0, 800'000'000) == "ADM-D110 warning ");
  CHECK(ages(0, 1'600'000'000) == "ADM-D110 error ");

  // A server that lets ids grow very old is warned about all the same.
  Findings findings;
  judge_id_ages({.transaction = 1'600'000'000, .multixact = 0, .freeze_transaction = 2'000'000'000}, "\"t\"",
                findings);
  const auto finding = findings.take().front();
  CHECK(finding.severity == Severity::error);
  CHECK(finding.what ==
        "the oldest transaction id is 1600 million old; at 2147 million the server refuses writes");
  CHECK(finding.remedy == "VACUUM (FREEZE, VERBOSE) \"t\";");
  CHECK(*finding.evidence.find("transactionIdAge") == Value{1'600'000'000});
}

TEST_CASE("connections are short when nine of ten are taken") {
  for (const auto& [used, expected] : std::initializer_list<std::pair<std::int64_t, std::string>>{
           {1, ""}, {89, ""}, {90, "ADM-D010 warning "}}) {
    Findings findings;
    judge_connections(used, 100, {}, findings);
    CHECK(judged(findings) == expected);
  }
}

}  // namespace
}  // namespace admctl::health
