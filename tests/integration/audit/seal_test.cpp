// Sealing real rows, and finding whatever is done to them afterwards.
#include "lib/audit/seal.hpp"

#include <catch2/catch.hpp>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/inclusion.hpp"
#include "lib/core/codes/audit.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/integration/audit/sealing.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

using audit::FindingKind;
using audit::SigningKey;

const audit::SealRequest only_audit{.sources = {"audit"}};

constexpr std::string_view two_more = R"sql(
  INSERT INTO audit_logs (id, "actorType", action, resource, "createdAt") VALUES
  ('new1', 'ADMIN', 'deal.hold', 'deals', now()), ('new2', 'ADMIN', 'deal.hold', 'deals', now()))sql";

// A hundred rows in seal 1, two more in seal 2.
struct SealedRows {
  TestDatabase database{Template::migrated};
  SigningKey key = SigningKey::generate("example.com/audit");
  std::vector<audit::Sealed> first;
  std::vector<audit::Sealed> second;

  SealedRows() {
    insert_audit_rows(database, 100);
    first = seal_rows(database, key);
    database.execute(two_more);
    second = seal_rows(database, key);
  }
  audit::VerifyReport verify(std::vector<std::string> checkpoints = {}) const {
    return verify_rows(database, {.trusted = {key.public_key()}, .checkpoints = std::move(checkpoints)});
  }
};

const audit::Finding* find(const audit::VerifyReport& report, FindingKind kind) {
  for (const auto& finding : report.findings.first)
    if (finding.kind == kind) return &finding;
  return nullptr;
}

}  // namespace

TEST_CASE("a seal adds the rows since the last one and continues its tree") {
  const SealedRows rows;
  REQUIRE(rows.first.size() == 2);
  CHECK(rows.first[0].source == "audit");
  CHECK(rows.first[0].size == 100);
  REQUIRE(rows.second.size() == 2);
  CHECK(rows.second[0].nr == 2);
  CHECK(rows.second[0].added == 2);
  CHECK(rows.second[0].behind == 0);
  CHECK(rows.second[0].size == 102);
  CHECK(rows.second[1].source == "ledger");

  auto checkpoints = notes_of(rows.first);
  for (const auto& note : notes_of(rows.second)) checkpoints.push_back(note);
  const auto report = rows.verify(checkpoints);
  CHECK(report.findings.empty());
  CHECK(report.checkpoints == 4);
  REQUIRE(report.sources.size() == 2);
  CHECK(report.sources[0].sealed == 102);
  CHECK(report.sources[0].unsealed == 0);
  CHECK(report.sources[0].signers == std::vector{"example.com/audit+" + rows.key.public_key().id()});
}

TEST_CASE("sealing again without new rows makes no seal, not even of its own operation") {
  const SealedRows rows;
  const auto operations = rows.database.value("SELECT count(*) FROM admctl.operation");
  const auto again = seal_rows(rows.database, rows.key);
  REQUIRE(again.size() == 2);
  CHECK_FALSE(again[0].is_new);
  CHECK_FALSE(again[1].is_new);
  CHECK(again[0].note == rows.second[0].note);
  CHECK(rows.database.value("SELECT count(*) FROM admctl.operation") == operations);
}

TEST_CASE("every way to change sealed rows is found, and the row is named") {
  struct Case {
    std::string sql;
    FindingKind kind;
    std::string row;
    std::uint64_t begin;
  };
  const std::string set = "UPDATE audit_logs SET ";
  const std::string at = " WHERE id = 'r000000042'";
  const std::vector<Case> cases{
      {set + "action = 'deal.other'" + at, FindingKind::row_changed, "r000000042", 41},
      {set + "\"actorId\" = NULL" + at, FindingKind::row_changed, "r000000042", 41},
      {set + "\"newValue\" = '{}'" + at, FindingKind::row_changed, "r000000042", 41},
      {set + "\"createdAt\" = \"createdAt\" + interval '1 millisecond'" + at, FindingKind::row_changed,
       "r000000042", 41},
      {"DELETE FROM audit_logs" + at, FindingKind::row_deleted, "r000000042", 41},
      {"DELETE FROM audit_logs WHERE id = 'new2'", FindingKind::row_deleted, "new2", 101},
      {set + "id = 'r000000042x'" + at, FindingKind::row_deleted, "r000000042", 41},
      // Two rows trade places.
      {set + "id = 'x'" + at + "; " + set + "id = 'r000000042' WHERE id = 'r000000007'; " + set +
           "id = 'r000000007' WHERE id = 'x'",
       FindingKind::row_changed, "r000000007", 6},
      {"UPDATE admctl.operation SET actor = 'nobody' WHERE seq = 1", FindingKind::row_changed, "1", 0},
  };
  const SealedRows rows;
  for (const auto& each : cases) {
    INFO(each.sql);
    // One after the other: each case leaves the database as it found it.
    const TestDatabase& database = rows.database;
    database.execute("CREATE TABLE kept AS TABLE audit_logs; CREATE TABLE kept_ops AS TABLE admctl.operation");
    tamper(database, each.sql);
    const auto report = rows.verify();
    tamper(database,
           "DELETE FROM audit_logs; INSERT INTO audit_logs TABLE kept; DELETE FROM admctl.operation; "
           "INSERT INTO admctl.operation TABLE kept_ops; DROP TABLE kept, kept_ops");
    const auto* finding = find(report, each.kind);
    REQUIRE(finding);
    CHECK(finding->row == each.row);
    CHECK(finding->begin == each.begin);
  }
  CHECK(rows.verify().findings.empty());
}

TEST_CASE("a row and its leaf changed together are found, between the two seals that hold them") {
  const SealedRows rows;
  tamper(rows.database,
         "UPDATE audit_logs SET action = 'x' WHERE id = 'new1'; UPDATE admctl.seal_leaf SET hash = "
         "sha256('forged') WHERE key = 'new1'");
  const auto report = rows.verify();
  const auto* finding = find(report, FindingKind::leaves_changed);
  REQUIRE(finding);
  CHECK(finding->begin == 100);
  CHECK(finding->end == 102);
}

TEST_CASE("a row slipped in behind a seal is found, and sealing it is said") {
  const SealedRows rows;
  rows.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") VALUES ('old1', 'ADMIN', "
      "'x', "
      "'deals', '2026-01-01 00:00:30')");
  const auto report = rows.verify();
  const auto* finding = find(report, FindingKind::row_inserted);
  REQUIRE(finding);
  CHECK(finding->row == "old1");

  CHECK(seal_rows(rows.database, rows.key)[0].added == 0);
  const auto all = seal_rows(rows.database, rows.key, {.sources = {}, .everything = true});
  CHECK(all[0].added == 1);
  CHECK(all[0].behind == 1);
  CHECK(rows.verify().findings.empty());
}

TEST_CASE("a log whose end was cut off is found by its own ledger, and by a checkpoint kept outside") {
  const SealedRows rows;
  tamper(rows.database,
         "DELETE FROM admctl.seal WHERE nr = 2; DELETE FROM admctl.seal WHERE source = 'ledger'; DELETE FROM "
         "admctl.seal_leaf WHERE position >= 100 OR source = 'ledger'; DELETE FROM audit_logs WHERE id LIKE "
         "'new%'");
  CHECK(find(rows.verify(), FindingKind::seal_missing)->what.find("which is gone") != std::string::npos);
  tamper(
      rows.database,
      "DELETE FROM admctl.operation WHERE seq > 1; UPDATE admctl.chain_head SET seq = 1, hash = (SELECT hash "
      "FROM admctl.operation WHERE seq = 1)");
  CHECK(rows.verify().findings.empty());
  CHECK(find(rows.verify({rows.second[0].note}), FindingKind::seal_missing)->what.find("cut off") !=
        std::string::npos);
  // Without any seal left there is nothing to compare, but for the checkpoint.
  tamper(rows.database, "TRUNCATE admctl.seal, admctl.seal_leaf");
  CHECK(error_of([&] { rows.verify(); }).code() == code::nothing_sealed);
  CHECK(find(rows.verify({rows.second[0].note}), FindingKind::seal_missing));
}

TEST_CASE("a log made anew is found: with another key by the key, with the same one by a checkpoint") {
  const SealedRows rows;
  const auto other = SigningKey::generate("example.com/audit");
  tamper(rows.database,
         "TRUNCATE admctl.seal, admctl.seal_leaf; UPDATE audit_logs SET action = 'x' WHERE id = 'new1'");
  seal_rows(rows.database, other);
  CHECK(find(rows.verify(), FindingKind::bad_signature));
  // Without a trusted key the new one is believed; but the ledger remembers seals that are gone.
  CHECK_FALSE(find(verify_rows(rows.database), FindingKind::bad_signature));
  CHECK(find(verify_rows(rows.database), FindingKind::seal_missing)->what.find("which is gone") !=
        std::string::npos);
  CHECK(find(verify_rows(rows.database, {.sources = {}, .trusted = {}, .checkpoints = {rows.second[0].note}}),
             FindingKind::bad_signature));

  tamper(rows.database, "TRUNCATE admctl.seal, admctl.seal_leaf");
  seal_rows(rows.database, rows.key);
  CHECK(find(rows.verify({rows.second[0].note}), FindingKind::seal_missing));
  // Even one that keeps the log's name.
  const auto note = audit::SignedNote::parse(
      rows.database.value("SELECT checkpoint FROM admctl.seal WHERE source = 'audit'"));
  auto forged = audit::Checkpoint::parse(note.text);
  forged.root[0] ^= 1;
  CHECK(find(rows.verify({audit::sign_note(forged.text(), rows.key)}), FindingKind::not_continued));
}

TEST_CASE("seals whose columns were edited are not believed") {
  const SealedRows rows;
  for (const auto* sql :
       {"UPDATE admctl.seal SET size = 101 WHERE source = 'audit' AND nr = 2",
        "UPDATE admctl.seal SET first_position = 99 WHERE source = 'audit' AND nr = 2",
        "UPDATE admctl.seal SET checkpoint = replace(checkpoint, 'seal 2', 'seal 3') WHERE nr = 2",
        "UPDATE admctl.seal AS s SET checkpoint = o.checkpoint FROM admctl.seal AS o WHERE "
        "s.nr = 2 AND o.source = 'ledger'",
        "DELETE FROM admctl.seal WHERE source = 'audit' AND nr = 1",
        "DELETE FROM admctl.seal_leaf WHERE source = 'audit' AND position = 50"}) {
    INFO(sql);
    rows.database.execute(
        "CREATE TABLE kept AS TABLE admctl.seal; CREATE TABLE kept_leaf AS TABLE admctl.seal_leaf");
    tamper(rows.database, sql);
    const auto report = rows.verify();
    tamper(rows.database,
           "TRUNCATE admctl.seal, admctl.seal_leaf; INSERT INTO admctl.seal TABLE kept; INSERT INTO "
           "admctl.seal_leaf TABLE kept_leaf; DROP TABLE kept, kept_leaf");
    CHECK_FALSE(report.findings.empty());
  }
  CHECK(rows.verify().findings.empty());
}

TEST_CASE("nothing is sealed on top of a seal that was changed, or with another key unless that is said") {
  const SealedRows rows;
  rows.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource) VALUES ('n', 'USER', 'x', 'y')");
  const auto other = SigningKey::generate("example.com/audit");
  CHECK(error_of([&] { seal_rows(rows.database, other); }).code() == code::seal_key_changed);
  tamper(rows.database, "DELETE FROM admctl.seal_leaf WHERE key = 'new2'");
  CHECK(error_of([&] { seal_rows(rows.database, rows.key); }).code() == code::seal_broken);
}

TEST_CASE("seals of two keys verify with both, not with one") {
  const SealedRows rows;
  rows.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource) VALUES ('n', 'USER', 'x', 'y')");
  const auto other = SigningKey::generate("example.com/next");
  seal_rows(rows.database, other, {.sources = {}, .everything = false, .new_key = true});
  CHECK(find(rows.verify(), FindingKind::bad_signature));
  CHECK(verify_rows(rows.database, {.sources = {}, .trusted = {rows.key.public_key(), other.public_key()}})
            .findings.empty());
}

TEST_CASE("a row that commits after a seal is taken into the next one, though it is older") {
  const TestDatabase database{Template::migrated};
  const auto key = SigningKey::generate("k");
  insert_audit_rows(database, 3);
  auto late = database.session();
  pg::Transaction open{late};
  open.script(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") VALUES ('late', 'USER', "
      "'x', "
      "'y', now())");
  database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource) VALUES ('early', 'USER', 'x', 'y')");
  CHECK(seal_rows(database, key, only_audit)[0].added == 4);
  open.commit();
  CHECK(verify_rows(database).findings.empty());
  CHECK(seal_rows(database, key, only_audit)[0].added == 1);
  CHECK(verify_rows(database).findings.empty());
}

TEST_CASE("a column that comes later changes no seal, one that goes cannot be checked") {
  const SealedRows rows;
  rows.database.execute("ALTER TABLE audit_logs ADD COLUMN more text NOT NULL DEFAULT 'x'");
  CHECK(rows.verify().findings.empty());
  rows.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource) VALUES ('n', 'USER', 'x', 'y')");
  seal_rows(rows.database, rows.key);
  CHECK(rows.verify().findings.empty());
  tamper(rows.database, "UPDATE audit_logs SET more = 'y' WHERE id = 'n'");
  CHECK(find(rows.verify(), FindingKind::row_changed)->row == "n");
  rows.database.execute("ALTER TABLE audit_logs DROP COLUMN \"actorIp\"");
  CHECK(error_of([&] { rows.verify(); }).code() == code::cannot_verify);
}

TEST_CASE("a sealed row is proven to somebody without the database, a changed one is not") {
  const SealedRows rows;
  auto session = rows.database.session();
  for (const auto* key : {"r000000001", "r000000064", "r000000100", "new2"}) {
    const auto proof = audit::prove_row(session, admarket(), key, std::nullopt);
    CHECK(audit::check_proof(proof, {rows.key.public_key()}).why.empty());
    CHECK(proof.leaf.find(key) != std::string::npos);
  }
  CHECK(error_of([&] { audit::prove_row(session, admarket(), "none", std::nullopt); }).code() ==
        code::not_sealed);
  tamper(rows.database, "UPDATE audit_logs SET action = 'x' WHERE id = 'new2'");
  CHECK(error_of([&] { audit::prove_row(session, admarket(), "new2", std::nullopt); }).code() ==
        code::row_tampered);
}

TEST_CASE("events are sealed beside audit rows and operations") {
  const TestDatabase database{Template::seeded};
  const auto key = SigningKey::generate("k");
  const auto seals = seal_rows(database, key, {.sources = {"events"}});
  REQUIRE(seals.size() == 1);
  CHECK(std::to_string(seals[0].size) == database.value("SELECT count(*) FROM deal_events"));
  database.execute("DELETE FROM deal_events WHERE id = (SELECT min(id) FROM deal_events)");
  CHECK(find(verify_rows(database), FindingKind::row_deleted));
  CHECK(error_of([&] { seal_rows(database, key, {.sources = {"nothing"}}); }).code() == code::no_audit_table);
}

}  // namespace admctl::test
