#include <catch2/catch.hpp>

#include "lib/core/sha256.hpp"
#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

TEST_CASE("files and history are compared both ways", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  folder.write("3_c/migration.sql", "CREATE TABLE c (id int);\n");
  Bench{database, folder}.up();

  SECTION("an edited file is refused, and nothing is applied") {
    folder.write("1_a/migration.sql", "CREATE TABLE a (id bigint);\n");
    folder.write("4_d/migration.sql", "CREATE TABLE d (id int);\n");
    Bench bench{database, folder};
    CHECK(bench.states() == Texts{"1_a edited", "3_c applied", "4_d pending"});
    CHECK(bench.failure() == "ADM-3002 1 migration was edited after being applied\n1_a");
    CHECK(bench.last_exit == Exit::verification);
    CHECK_FALSE(has_table(database, "d"));
  }

  SECTION("other line ends are no edit") {
    folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\r\n");
    CHECK(Bench{database, folder}.states() == Texts{"1_a applied", "3_c applied"});
  }

  SECTION("an applied migration that is not on disk is refused") {
    std::filesystem::remove_all(folder.path() / "3_c");
    Bench bench{database, folder};
    CHECK(bench.states() == Texts{"1_a applied", "3_c unknown"});
    CHECK(bench.failure() == "ADM-3004 1 migration is applied that this folder does not know\n3_c");
    CHECK(bench.last_exit == Exit::verification);
  }

  SECTION("an applied migration whose file is gone from between others is refused as missing") {
    std::filesystem::remove_all(folder.path() / "1_a");
    Bench bench{database, folder};
    CHECK(bench.states() == Texts{"1_a missing", "3_c applied"});
    CHECK(bench.failure() == "ADM-3004 1 migration is applied, but not on disk\n1_a");
    CHECK(bench.last_exit == Exit::verification);
  }

  SECTION("one that is older than the last applied is applied, and said to be") {
    folder.write("2_b/migration.sql", "CREATE TABLE b (id int);\n");
    Bench bench{database, folder};
    CHECK(bench.states() == Texts{"1_a applied", "2_b out of order", "3_c applied"});
    CHECK(bench.status().pending() == 1);
    CHECK(bench.up().applied.size() == 1);
    CHECK(bench.said().find("2_b is older than the last applied migration") != std::string::npos);
    CHECK(bench.states() == Texts{"1_a applied", "2_b applied", "3_c applied"});
  }

  SECTION("one that failed under the other tool blocks until it is resolved there") {
    database.execute(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) "
        "VALUES ('8d7e3bb1-8b55-4c33-8c0d-1f8ba5b4d6ab', repeat('0', 64), '4_d', 'relation \"x\" does not "
        "exist')");
    folder.write("4_d/migration.sql", "CREATE TABLE d (id int);\n");
    folder.write("5_e/migration.sql", "CREATE TABLE e (id int);\n");
    Bench bench{database, folder};
    CHECK(bench.states() == Texts{"1_a applied", "3_c applied", "4_d failed", "5_e pending"});
    CHECK(bench.failure() == "ADM-3003 4_d failed earlier and is unresolved\nrelation \"x\" does not exist");
    CHECK(bench.last_exit == Exit::refused);
    CHECK_FALSE(has_table(database, "e"));

    database.execute("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '4_d'");
    CHECK(bench.states() == Texts{"1_a applied", "3_c applied", "4_d rolled back", "5_e pending"});
    CHECK(bench.up().applied.size() == 2);
    CHECK(bench.states() == Texts{"1_a applied", "3_c applied", "4_d applied", "5_e applied"});
    CHECK(database.value("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '4_d'") == "2");
  }

  SECTION("one that was recorded as applied without running counts as applied") {
    database.execute(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at, finished_at, "
        "applied_steps_count) VALUES ('8d7e3bb1-8b55-4c33-8c0d-1f8ba5b4d6ab', '" +
        sha256_hex("SELECT 1;\n") + "', '4_d', '', now(), now(), 0)");
    folder.write("4_d/migration.sql", "SELECT 1;\n");
    CHECK(Bench{database, folder}.states() == Texts{"1_a applied", "3_c applied", "4_d applied"});
  }
}

TEST_CASE("a schema in use without a history is refused, an empty one is not", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  database.execute("CREATE TYPE mood AS ENUM ('good'); CREATE SCHEMA other; CREATE TABLE other.t (id int)");
  Bench bench{database, folder};
  database.execute("CREATE TABLE already (id int)");
  CHECK(bench.status().schema_in_use);
  CHECK(bench.states() == Texts{"1_a pending"});
  CHECK(bench.failure() ==
        "ADM-3007 the schema has tables, but no migration history (_prisma_migrations)\n"
        "it is not known which migrations it already contains");
  CHECK(bench.last_exit == Exit::refused);
  CHECK_FALSE(has_table(database, "_prisma_migrations"));
  CHECK(database.value("SELECT to_regnamespace('admctl')").empty());

  database.execute("DROP TABLE already");
  CHECK(bench.up().applied.size() == 1);
}

}  // namespace
}  // namespace admctl::migrate
