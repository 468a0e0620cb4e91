#include <catch2/catch.hpp>

#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

constexpr std::string_view progress =
    "SELECT string_agg(statement || ' ' || state, ',' ORDER BY statement) FROM admctl.migration_progress";

// A table whose values stand in the way of a unique index on it.
void make_table(const TestDatabase& database, const test::TempFolder& folder) {
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int, v int);\nINSERT INTO a VALUES (1, 1), (2, 1);\n");
  Bench{database, folder}.up();
}

TEST_CASE("what no transaction allows is run step by step, with one row and one operation", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write(
      "2_b/migration.sql",
      "CREATE TABLE b (id int);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nALTER TABLE b ADD x int;\n");
  Bench bench{database, folder};
  const auto result = bench.up();
  REQUIRE(result.applied.size() == 1);
  CHECK(result.applied[0].statements == 3);
  CHECK(bench.said().find("2_b runs step by step: CREATE INDEX CONCURRENTLY cannot be in a transaction") !=
        std::string::npos);
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass") == "t");
  CHECK(database.value("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL") == "2");
  CHECK(database.value(ledger_count) == "2");
  CHECK(database.value(progress).empty());
  CHECK(bench.up().applied.empty());
}

TEST_CASE("a failed step is explained, and the next run continues at it", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  const std::string before = "CREATE TABLE b (id int);\n";
  const std::string after = "ALTER TABLE b ADD x int;\n";
  folder.write("2_b/migration.sql", before + "CREATE UNIQUE INDEX CONCURRENTLY a_v ON a (v);\n" + after);
  Bench bench{database, folder};
  bench.options.again = "admctl migrate up --dir db";
  const auto failure = bench.failure();
  INFO(failure);
  CHECK(failure.starts_with("ADM-3025 " + (folder.path() / "2_b/migration.sql").string() +
                            ":2:1: could not create unique index \"a_v\"\n"));
  CHECK(failure.find("took effect and stays: statement 1 (line 1)\nfailed: statement 2 (line 2)\n"
                     "did not run: statement 3 (line 3)\nleft INVALID: public.a_v") != std::string::npos);
  CHECK(bench.last_hint ==
        "remove what is INVALID with: DROP INDEX CONCURRENTLY public.a_v;\n"
        "then continue at statement 2 with: admctl migrate up --dir db\n"
        "or do both with: admctl migrate up --dir db --drop-invalid");
  CHECK(database.value(progress) == "0 done,1 failed");
  CHECK(database.value("SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL").find("a_v") !=
        std::string::npos);
  CHECK(bench.states() == Texts{"1_a applied", "2_b failed"});
  CHECK(bench.status().entries[1].done_statements == 1);
  database.execute("DELETE FROM a WHERE id = 2");

  SECTION("but not over an INVALID index") {
    CHECK(bench.failure().starts_with("ADM-3024 "));
    CHECK(bench.last_exit == Exit::refused);
  }
  SECTION("which it removes when asked to") {
    bench.options.drop_invalid = true;
    CHECK(bench.up().applied.size() == 1);
    CHECK(bench.said().find("removing the INVALID index") != std::string::npos);
  }
  SECTION("which may be removed by hand, and the failed statement corrected") {
    database.execute("DROP INDEX a_v");
    folder.write("2_b/migration.sql", before + "CREATE INDEX CONCURRENTLY a_v ON a (v);\n" + after);
    Bench corrected{database, folder};
    CHECK(corrected.up().applied.size() == 1);
    CHECK(corrected.states() == Texts{"1_a applied", "2_b applied"});
    CHECK(database.value(progress).empty());
    CHECK(has_table(database, "b"));
  }
  SECTION("but not when a statement that took effect was edited") {
    folder.write("2_b/migration.sql", "CREATE TABLE c (id int);\nSELECT 1;\n");
    Bench edited{database, folder};
    CHECK(edited.failure().starts_with("ADM-3022 " + (folder.path() / "2_b/migration.sql").string() +
                                       ":1:1: statement 1 took effect as another one"));
    CHECK(edited.last_exit == Exit::verification);
  }
}

TEST_CASE("when the first step fails in its transaction nothing is left of the migration", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write("2_b/migration.sql", "CREATE TABLE b (id int);\nSELECT 1 / 0;\nVACUUM a;\n");
  Bench bench{database, folder};
  CHECK(bench.failure().starts_with("ADM-3001 "));
  CHECK_FALSE(has_table(database, "b"));
  CHECK(bench.states() == Texts{"1_a applied", "2_b pending"});
  CHECK(database.value("SELECT to_regclass('admctl.migration_progress')").empty());
}

TEST_CASE("a new enum value is committed before it is used", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TYPE mood AS ENUM ('good');\nCREATE TABLE t (m mood);\n");
  folder.write("2_b/migration.sql", "ALTER TYPE mood ADD VALUE 'bad';\nINSERT INTO t VALUES ('bad');\n");
  Bench bench{database, folder};
  CHECK(bench.up().applied.size() == 2);
  CHECK(bench.said().find("the new enum value 'bad' can be used only after a commit") != std::string::npos);
  CHECK(database.value("SELECT m FROM t") == "bad");
}

TEST_CASE("a run that was killed during a statement is judged by the catalog", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write("2_b/migration.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);\nVACUUM a;\n");
  Bench bench{database, folder};
  // Killed before the statement was sent: its row says that it runs.
  std::size_t bodies = 0;
  bench.options.on_step = [&](std::string_view step) {
    if (step == "done" && ++bodies == 1) throw std::runtime_error{"killed"};
  };
  CHECK_THROWS_WITH(bench.up(), "killed");
  CHECK(database.value(progress) == "0 running");
  bench.options.on_step = {};

  SECTION("the index is not there: the statement is run") {
    Bench next{database, folder};
    CHECK(next.up().applied.size() == 1);
    CHECK_FALSE(database.value("SELECT to_regclass('a_id')").empty());
  }
  SECTION("the index is there and valid: it took effect") {
    database.execute("CREATE INDEX a_id ON a (id)");
    Bench next{database, folder};
    CHECK(next.up().applied.size() == 1);
    CHECK(next.said().find("statement 1 took effect in an earlier run") != std::string::npos);
  }
}

TEST_CASE("a statement of which nobody knows what came of it is asked about", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write("2_b/migration.sql", "-- admctl: no-transaction\nINSERT INTO a VALUES (3, 3);\nVACUUM a;\n");
  Bench bench{database, folder};
  std::size_t bodies = 0;
  bench.options.on_step = [&](std::string_view step) {
    if (step == "done" && ++bodies == 1) throw std::runtime_error{"killed"};
  };
  CHECK_THROWS_WITH(bench.up(), "killed");
  Bench next{database, folder};
  CHECK(next.failure().starts_with("ADM-3023 "));
  CHECK(next.last_hint.find("admctl migrate up --unfinished repeat") != std::string::npos);

  SECTION("and repeated") {
    next.options.unfinished = Unfinished::repeat;
    CHECK(next.up().applied.size() == 1);
    CHECK(database.value("SELECT count(*) FROM a") == "3");
  }
  SECTION("or skipped") {
    next.options.unfinished = Unfinished::skip;
    CHECK(next.up().applied.size() == 1);
    CHECK(database.value("SELECT count(*) FROM a") == "2");
  }
}

TEST_CASE("IF NOT EXISTS is not content with an INVALID index", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  database.execute(
      "CREATE INDEX a_id ON a (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
      "'a_id'::regclass");
  folder.write("2_b/migration.sql", "CREATE INDEX IF NOT EXISTS a_id ON a (id);\n");
  Bench bench{database, folder};
  CHECK(bench.failure().starts_with("ADM-3024 "));
  CHECK(bench.last_hint.find("DROP INDEX CONCURRENTLY \"a_id\";") != std::string::npos);
}

TEST_CASE("a dry run lists what it cannot try", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write("2_b/migration.sql", "VACUUM a;\n");
  Bench bench{database, folder};
  bench.request.dry_run = true;
  const auto listed = bench.up();
  CHECK_FALSE(listed.tried);
  CHECK(listed.applied.size() == 1);
  CHECK(bench.states() == Texts{"1_a applied", "2_b pending"});
}

TEST_CASE("limits that a file sets hold for its transaction", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write(
      "1_a/migration.sql",
      "-- admctl: lock_timeout=7s statement_timeout=9m\n"
      "CREATE TABLE a AS SELECT current_setting('lock_timeout') AS l, current_setting('statement_timeout') AS "
      "s;\n");
  Bench{database, folder}.up();
  CHECK(database.value("SELECT l || ' ' || s FROM a") == "7s 9min");
}

TEST_CASE("old transactions on the tables that a migration changes are named before it queues", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  make_table(database, folder);
  folder.write("2_b/migration.sql", "CREATE INDEX a_id ON a (id);\n");
  auto other = database.session();
  pg::Transaction reader{other};
  reader.query("SELECT count(*), pg_sleep(1.1) FROM a GROUP BY ()");
  Bench bench{database, folder};
  bench.up();
  CHECK(bench.said().find("2_b: a transaction on a has been open for 1s: pid ") != std::string::npos);
}

}  // namespace
}  // namespace admctl::migrate
