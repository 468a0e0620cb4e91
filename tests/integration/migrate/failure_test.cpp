#include <catch2/catch.hpp>

#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

TEST_CASE("a failing file is rolled back whole and placed", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_users/migration.sql", "CREATE TABLE users (id int PRIMARY KEY);\n");
  folder.write("2_orders/migration.sql",
               "-- orders\n"
               "CREATE TABLE orders (id int PRIMARY KEY);\n"
               "INSERT INTO orders VALUES (1);\n"
               "\n"
               "-- é日本\n"
               "ALTER TABLE orders ADD COLUMN note text DEFAULT 'é日本', ADD COLUMN x nosuchtype;\n"
               "CREATE TABLE late (id int);\n");
  folder.write("3_never/migration.sql", "CREATE TABLE never (id int);\n");
  Bench bench{database, folder};
  const auto path = (folder.path() / "2_orders/migration.sql").string();
  CHECK(bench.failure() ==
        "ADM-3001 " + path +
            ":6:69: type \"nosuchtype\" does not exist\n"
            "    6 | ALTER TABLE orders ADD COLUMN note text DEFAULT 'é日本', ADD COLUMN x nosuchtype;\n"
            "      |                                                                       ^\n"
            "SQLSTATE 42704");
  CHECK(bench.last_exit == Exit::failure);
  CHECK(bench.last_hint == "nothing of this migration was kept; fix the file and run the command again");
  CHECK(has_table(database, "users"));
  CHECK_FALSE(has_table(database, "orders"));
  CHECK_FALSE(has_table(database, "late"));
  CHECK_FALSE(has_table(database, "never"));
  CHECK(database.value("SELECT string_agg(migration_name, ',') FROM _prisma_migrations") == "1_users");
  CHECK(database.value(blocking_rows) == "0");
  CHECK(database.value(ledger_count) == "1");
  CHECK(bench.states() == Texts{"1_users applied", "2_orders pending", "3_never pending"});

  folder.write("2_orders/migration.sql", "CREATE TABLE orders (id int PRIMARY KEY);\n");
  Bench again{database, folder};
  CHECK(again.up().applied.size() == 2);
  CHECK(again.states() == Texts{"1_users applied", "2_orders applied", "3_never applied"});
}

TEST_CASE("when the first migration fails nothing at all is left", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_users/migration.sql", "CREATE TABLE users (id int);\nINSERT INTO user VALUES (1);\n");
  Bench bench{database, folder};
  CHECK(bench.failure().starts_with("ADM-3001 " + (folder.path() / "1_users/migration.sql").string() +
                                    ":2:13: "));
  CHECK_FALSE(has_table(database, "users"));
  CHECK_FALSE(has_table(database, "_prisma_migrations"));
  CHECK(database.value("SELECT to_regnamespace('admctl')").empty());
}

TEST_CASE("an error inside a block shows where the block begins and what the server says", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql",
               "SELECT 1;\n\n  DO $$\n  BEGIN\n    RAISE EXCEPTION 'no' USING DETAIL = 'because', HINT = "
               "'ask';\n  END $$;\n");
  Bench bench{database, folder};
  CHECK(bench.failure() == "ADM-3001 " + (folder.path() / "1_a/migration.sql").string() +
                               ":3:3: no\n"
                               "    3 |   DO $$\n"
                               "      |   ^\n"
                               "because\nPL/pgSQL function inline_code_block line 3 at RAISE\nSQLSTATE P0001");
  CHECK(bench.last_hint.starts_with("ask\nnothing of this migration was kept"));
}

TEST_CASE("a constraint that fails at COMMIT fails the migration", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql",
               "CREATE TABLE a (id int PRIMARY KEY);\n"
               "CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n"
               "INSERT INTO b VALUES (1);\n");
  Bench bench{database, folder};
  CHECK(
      bench.failure().starts_with("ADM-3001 " + (folder.path() / "1_a/migration.sql").string() +
                                  ": refused at COMMIT: insert or update on table \"b\" violates foreign key"));
  CHECK_FALSE(has_table(database, "a"));
}

TEST_CASE("a history that does not take a migration's row fails the migration, and says so", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  Bench{database, folder}.up();
  database.execute("ALTER TABLE _prisma_migrations ADD CONSTRAINT only_a CHECK (migration_name = '1_a')");
  folder.write("2_b/migration.sql", "CREATE TABLE b (id int);\n");
  Bench bench{database, folder};
  CHECK(bench.failure().starts_with(
      "ADM-3001 " + (folder.path() / "2_b/migration.sql").string() +
      ": refused with its row in the history: new row for relation \"_prisma_migrations\" violates check "
      "constraint \"only_a\""));
  CHECK_FALSE(has_table(database, "b"));
}

TEST_CASE("a byte order mark and Windows line ends do not move positions", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql",
               "\xEF\xBB\xBF"
               "CREATE TABLE a (id int);\r\nSELECT 'é' FROM nowhere;\r\n");
  Bench bench{database, folder};
  CHECK(bench.failure() == "ADM-3001 " + (folder.path() / "1_a/migration.sql").string() +
                               ":2:17: relation \"nowhere\" does not exist\n"
                               "    2 | SELECT 'é' FROM nowhere;\n"
                               "      |                 ^\n"
                               "SQLSTATE 42P01");
}

TEST_CASE("a file that the parser does not understand goes to the server whole", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\nSELECT 'é'; SELECT FROM a WHATEVER IS NEXT;\n");
  Bench bench{database, folder};
  CHECK(bench.failure().starts_with("ADM-3001 " + (folder.path() / "1_a/migration.sql").string() +
                                    ":2:36: syntax error at or near \"IS\"\n"
                                    "    2 | SELECT 'é'; SELECT FROM a WHATEVER IS NEXT;\n"
                                    "      |                                    ^\n"));
  CHECK(bench.said().find("1_a: the parser of PostgreSQL 15 does not understand it (line 2, column 36: syntax "
                          "error at or near \"IS\"); sending it to the server whole") != std::string::npos);
  CHECK_FALSE(has_table(database, "a"));
}

TEST_CASE("a COMMIT in the middle of a file is refused with what to do", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "BEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\nSELECT 1;\n");
  Bench bench{database, folder};
  CHECK(bench.failure().find(":1:1: BEGIN cannot run in the transaction of a migration") != std::string::npos);
  CHECK(bench.last_hint == "remove BEGIN: each migration runs in one transaction already");
}

TEST_CASE("BEGIN and COMMIT around a whole file are what every migration gets anyway", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "-- tables\nBEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\n");
  folder.write("2_b/migration.sql", "START TRANSACTION;\nCREATE TABLE b (id int);\nSELECT 1 / 0;\nCOMMIT;\n");
  Bench bench{database, folder};
  CHECK(bench.failure().find("2_b/migration.sql:3:1: division by zero") != std::string::npos);
  CHECK(has_table(database, "a"));
  CHECK_FALSE(has_table(database, "b"));
}

}  // namespace
}  // namespace admctl::migrate
