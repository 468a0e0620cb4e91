#include <catch2/catch.hpp>

#include "tests/support/examine.hpp"

namespace admctl::test {
namespace {

using health::Severity;
using Names = std::vector<std::string>;

TEST_CASE("doctor finds a ledger that somebody wrote into") {
  const TestDatabase database{Template::seeded};
  CHECK(findings_of(database.conninfo(), "ledger").front().severity == Severity::ok);
  database.execute(
      "ALTER TABLE admctl.operation DISABLE TRIGGER ALL; "
      "UPDATE admctl.operation SET reason = 'nothing to see' WHERE seq = 1");
  const auto finding = finding_named(findings_of(database.conninfo(), "ledger"), "ledger-broken");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.what.find("position 1, operation ") == 0);
  CHECK(finding.remedy == "admctl op verify");
}

TEST_CASE("doctor finds migrations that failed, were edited, are pending or not known") {
  const TestDatabase database{Template::migrated};
  CHECK(findings_of(database.conninfo(), "migrations").front().severity == Severity::ok);
  const auto last = database.value("SELECT max(migration_name) FROM _prisma_migrations");

  database.execute("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '" + last + "'");
  const auto failed = finding_named(findings_of(database.conninfo(), "migrations"), "migration-failed");
  CHECK(failed.severity == Severity::error);
  CHECK(failed.what == "1 migration failed: " + last);

  database.execute(
      "UPDATE _prisma_migrations SET finished_at = now(), checksum = 'other' WHERE migration_name = '" + last +
      "'");
  CHECK(names_of(findings_of(database.conninfo(), "migrations")) == Names{"migration-edited"});

  database.execute("DELETE FROM _prisma_migrations WHERE migration_name = '" + last + "'");
  CHECK(names_of(findings_of(database.conninfo(), "migrations")) == Names{"migration-pending"});

  database.execute("DROP TABLE _prisma_migrations");
  const auto none = finding_named(findings_of(database.conninfo(), "migrations"), "no-history");
  CHECK(none.remedy == "admctl migrate baseline");
}

TEST_CASE("doctor finds what somebody changed by hand, without replaying migrations") {
  const TestDatabase database{Template::migrated};
  const auto sound = findings_of(database.conninfo(), "drift");
  CHECK(names_of(sound) == Names{});
  CHECK(sound.front().what.find("'schema diff' compares the rest") != std::string::npos);

  database.execute(
      "ALTER TABLE deals RENAME COLUMN \"publisherAmount\" TO \"theirShare\"; CREATE TABLE by_hand (id int); "
      "DROP TABLE listings CASCADE");
  const auto drifted = findings_of(database.conninfo(), "drift");
  const auto missing = finding_named(drifted, "schema-missing");
  CHECK(missing.severity == Severity::error);
  CHECK(missing.what.find("deals.publisherAmount") != std::string::npos);
  CHECK(missing.what.find("listings") != std::string::npos);
  const auto extra = finding_named(drifted, "schema-extra");
  CHECK(extra.what.find("by_hand") != std::string::npos);
  CHECK(extra.what.find("deals.theirShare") != std::string::npos);
  const auto pack = findings_of(database.conninfo(), "pack");
  CHECK(names_of(pack).front() == "pack-misfit");
}

TEST_CASE("doctor tells an audit log that was never sealed from one whose seal is old") {
  const TestDatabase database{Template::migrated};
  const auto never = finding_named(findings_of(database.conninfo(), "seals"), "never-sealed");
  CHECK(never.severity == Severity::info);
}

}  // namespace
}  // namespace admctl::test
