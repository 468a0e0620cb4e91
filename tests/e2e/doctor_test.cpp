#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

RunResult doctor(const std::string& url, std::vector<std::string> args) {
  args.insert(args.begin(), {"--db", url, "doctor"});
  return run_admctl(args);
}

TEST_CASE("doctor says that a sound database is well, check by check") {
  const TestDatabase database{Template::seeded};
  const auto run = doctor(database.url(), {"--exit-code"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.err.find("16 checks: all is well") != std::string::npos);
  for (const auto* check : {"connection", "tls", "locks", "ledger", "drift", "pack"})
    CHECK(run.out.find(check) != std::string::npos);
  CHECK(run.out.find("warning") == std::string::npos);
}

TEST_CASE("doctor lists what is wrong with a remedy to paste, and ends with 10 only when asked to") {
  const TestDatabase database{Template::migrated};
  database.execute("CREATE TABLE tickets (id serial); SELECT setval('tickets_id_seq', 2147483000)");
  const auto run = doctor(database.url(), {});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.out.find("ADM-D100") != std::string::npos);
  CHECK(run.err.find("16 checks, 1 error") != std::string::npos);
  CHECK(run.err.find("ALTER TABLE \"public\".\"tickets\" ALTER COLUMN \"id\" TYPE bigint") !=
        std::string::npos);
  CHECK(doctor(database.url(), {"--exit-code"}).exit == static_cast<int>(Exit::differences));
  CHECK(doctor(database.url(), {"--exit-code", "--skip", "sequences"}).exit == 0);
  CHECK(doctor(database.url(), {"--exit-code", "--only", "sequences", "--sequence", "100"}).exit == 0);

  const auto json = doctor(database.url(), {"--only", "sequences,tls", "-o", "json"});
  const auto page = parse_json(json.out);
  const auto& rows = *page.at("findings").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("check") == Value{"tls"});
  CHECK(rows[0].at("severity") == Value{"ok"});
  CHECK(rows[0].at("id").is_null());
  CHECK(rows[1].at("id") == Value{"ADM-D100"});
  CHECK(rows[1].at("severity") == Value{"error"});
  CHECK(rows[1].at("evidence").at("lastValue") == Value{2147483000});
  CHECK(rows[1].at("remedy").string_or("").starts_with("ALTER TABLE"));
}

TEST_CASE("doctor finds a last seal that is older than it should be") {
  const TestDatabase database{Template::seeded};
  const TempFolder folder;
  const auto key = (folder.path() / "k").string();
  REQUIRE(run_admctl({"--db", database.url(), "audit", "key", "generate", "--file", key}).exit == 0);
  REQUIRE(run_admctl({"--db", database.url(), "audit", "seal", "--key", key}).exit == 0);
  CHECK(doctor(database.url(), {"--only", "seals", "--exit-code"}).exit == 0);
  database.execute(
      "SET session_replication_role = 'replica'; UPDATE admctl.seal SET sealed_at = sealed_at - interval '8 "
      "days'");
  // Nothing came since: there is nothing that another seal could cover.
  CHECK(doctor(database.url(), {"--only", "seals", "--exit-code"}).exit == 0);
  REQUIRE(
      run_admctl({"--db", database.url(), "config", "set", "platform_fee_bps", "600", "--reason", "x", "--yes"})
          .exit == 0);
  const auto run = doctor(database.url(), {"--only", "seals", "--exit-code", "-o", "json"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == static_cast<int>(Exit::differences));
  const auto page = parse_json(run.out);
  const auto& finding = page.at("findings").as_array()->front();
  CHECK(finding.at("id") == Value{"ADM-D131"});
  CHECK(finding.at("severity") == Value{"warning"});
  CHECK(finding.at("what").string_or("") == "the last seal is 8d old, and rows came after it");
  CHECK(finding.at("remedy") == Value{"admctl audit seal --key audit.key"});
  CHECK(doctor(database.url(), {"--only", "seals", "--exit-code", "--seal-age", "9d"}).exit == 0);
  // A new seal mends it.
  REQUIRE(run_admctl({"--db", database.url(), "audit", "seal", "--key", key}).exit == 0);
  CHECK(doctor(database.url(), {"--only", "seals", "--exit-code"}).exit == 0);
}

TEST_CASE("doctor ends with 4 when the role may not see a part") {
  const DatabaseServer server;
  const TestDatabase database{Template::migrated};
  const Role reader{server, "reader", "LOGIN"};
  database.execute("CREATE TABLE tickets (id serial)");
  auto where = database.conninfo();
  where.set("user", reader.name());
  const auto run = doctor(where.to_url(), {"--only", "sequences"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 4);
  CHECK(run.out.find("could not check") != std::string::npos);
  CHECK(run.err.find("1 part could not be checked") != std::string::npos);
}

TEST_CASE("doctor refuses checks and thresholds that are none") {
  const TestDatabase database{Template::empty};
  CHECK(doctor(database.url(), {"--only", "horoscope"}).exit == 2);
  CHECK(doctor(database.url(), {"--only", "tls", "--skip", "tls"}).exit == 2);
  CHECK(doctor(database.url(), {"--long", "ages"}).exit == 2);
  CHECK(doctor("postgresql:///x?host=/nowhere", {}).exit == 4);
}

}  // namespace
}  // namespace admctl::test
