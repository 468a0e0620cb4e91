#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>

#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/source_position.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::migrate {
namespace {

using Texts = std::vector<std::string>;

MigrationFile file_of(std::string sql) {
  auto checksum = sha256_hex(sql);
  return {"1_shop", "shop/1_shop/migration.sql", std::move(sql), std::move(checksum)};
}

Texts statements_of(const std::string& sql) {
  const auto file = file_of(sql);
  const auto script = parse_script(file);
  REQUIRE_FALSE(script.unparsed);
  Texts texts;
  for (const auto& statement : script.statements) texts.emplace_back(script.text(statement));
  return texts;
}

std::string refusal_of(const std::string& sql) {
  const auto file = file_of(sql);
  try {
    parse_script(file);
  } catch (const Error& error) {
    return code_name(error.code()) + " " + error.message() + " | " + error.detail();
  }
  return "accepted";
}

Texts obstacles_of(const std::string& sql) {
  const auto file = file_of(sql);
  const auto script = parse_script(file);
  Texts out;
  for (const auto& obstacle : script.obstacles) out.push_back(obstacle.what);
  return out;
}

TEST_CASE("statements end where PostgreSQL's parser ends them", "[migrate]") {
  CHECK(statements_of("SELECT 1; SELECT 2") == Texts{"SELECT 1", "SELECT 2"});
  CHECK(statements_of("SELECT ';', \";\" FROM t; SELECT E'\\';'") ==
        Texts{"SELECT ';', \";\" FROM t", "SELECT E'\\';'"});
  CHECK(statements_of("SELECT $$;$$; SELECT $a$ $$;$$ ; $a$;") ==
        Texts{"SELECT $$;$$", "SELECT $a$ $$;$$ ; $a$"});
  CHECK(statements_of("DO $body$ BEGIN PERFORM 1; PERFORM 2; END $body$;\nSELECT 3;") ==
        Texts{"DO $body$ BEGIN PERFORM 1; PERFORM 2; END $body$", "SELECT 3"});
  CHECK(statements_of("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3") ==
        Texts{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", "SELECT 3"});
  CHECK(statements_of("CREATE RULE r AS ON UPDATE TO t DO ALSO (SELECT 1; SELECT 2);") ==
        Texts{"CREATE RULE r AS ON UPDATE TO t DO ALSO (SELECT 1; SELECT 2)"});
}

TEST_CASE("a statement begins at its first word, not at the comments before it", "[migrate]") {
  CHECK(
      statements_of("-- a; b\n\n/* c; /* nested; */ d */ SELECT 1 -- e;\n;;;  -- f\nSELECT /* ; */ 2; -- g") ==
      Texts{"SELECT 1 -- e;\n", "SELECT /* ; */ 2"});
}

TEST_CASE("text without statements has none", "[migrate]") {
  for (const std::string sql :
       {"", "\n", "-- This is an empty migration.", "/* a */ ;; -- b\n", "\xEF\xBB\xBF"}) {
    INFO(sql);
    CHECK(statements_of(sql).empty());
  }
}

TEST_CASE("Windows line ends and a byte order mark change nothing", "[migrate]") {
  CHECK(statements_of("\xEF\xBB\xBFSELECT 1;\r\n-- two\r\nSELECT\r\n 2;\r\n") ==
        Texts{"SELECT 1", "SELECT\r\n 2"});
}

TEST_CASE("bytes that are no text are refused with their position", "[migrate]") {
  CHECK(refusal_of("SELECT 1;\n-- h\xC3\xA9 \xFF\n") ==
        "ADM-3005 shop/1_shop/migration.sql:2:7: not valid UTF-8 | byte 17 of the file is 0xff");
  CHECK(refusal_of("\xEF\xBB\xBF-- \xE9t\xE9") ==
        "ADM-3005 shop/1_shop/migration.sql:1:4: not valid UTF-8 | byte 6 of the file is 0xe9");
  CHECK(refusal_of(std::string{"S\0E\0", 4}) ==
        "ADM-3005 shop/1_shop/migration.sql:1:2: a zero byte | byte 1 of the file");
}

TEST_CASE("a meta-command of psql is refused by name and place", "[migrate]") {
  CHECK(refusal_of("SELECT 'é';\n  \\i more.sql\nSELECT 2;") ==
        "ADM-3005 shop/1_shop/migration.sql:2:3: a meta-command of psql |     2 |   \\i more.sql\n      |   ^");
  CHECK(refusal_of("SELECT '\\i'; -- \\d\n") == "accepted");
}

TEST_CASE("what the parser does not understand is kept as one statement", "[migrate]") {
  const auto file = file_of("-- newer\nSELECT 1;\nSELECT 'é' FROM WHATEVER THE NEXT ONE BRINGS;\nSELECT 2;\n");
  const auto script = parse_script(file);
  REQUIRE(script.unparsed);
  CHECK(*script.unparsed == "line 3, column 30: syntax error at or near \"NEXT\"");
  REQUIRE(script.statements.size() == 1);
  CHECK(script.text(script.statements[0]) ==
        "SELECT 1;\nSELECT 'é' FROM WHATEVER THE NEXT ONE BRINGS;\nSELECT 2;\n");
  CHECK(script.obstacles.empty());
}

TEST_CASE("a COMMIT is found even beside what the parser does not understand", "[migrate]") {
  const auto file = file_of("SELECT FROM WHATEVER THE NEXT ONE BRINGS;\nCOMMIT;\n");
  const auto script = parse_script(file);
  REQUIRE(script.unparsed);
  REQUIRE(script.obstacles.size() == 1);
  CHECK(script.obstacles[0].what == "COMMIT");
  CHECK(position_of(script.sql, script.obstacles[0].offset).line == 2);
}

TEST_CASE("statements that cannot be in a transaction are found", "[migrate]") {
  const std::pair<std::string, std::string> found[] = {
      {"CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY"},
      {"create unique index concurrently if not exists i on t (a)", "CREATE INDEX CONCURRENTLY"},
      {"DROP INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY"},
      {"REINDEX TABLE CONCURRENTLY t", "REINDEX CONCURRENTLY"},
      {"REINDEX (CONCURRENTLY) INDEX i", "REINDEX CONCURRENTLY"},
      {"REINDEX SCHEMA s", "REINDEX SCHEMA"},
      {"REINDEX DATABASE d", "REINDEX DATABASE"},
      {"REINDEX SYSTEM d", "REINDEX SYSTEM"},
      {"VACUUM", "VACUUM"},
      {"VACUUM (FULL) t", "VACUUM"},
      {"CLUSTER", "CLUSTER without a table"},
      {"DISCARD ALL", "DISCARD ALL"},
      {"ALTER TABLE p DETACH PARTITION c CONCURRENTLY", "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY"},
      {"ALTER DATABASE d SET TABLESPACE t", "ALTER DATABASE ... SET TABLESPACE"},
      {"ALTER SYSTEM SET work_mem = '1GB'", "ALTER SYSTEM"},
      {"CREATE DATABASE d", "CREATE DATABASE"},
      {"DROP DATABASE d", "DROP DATABASE"},
      {"CREATE TABLESPACE t LOCATION '/t'", "CREATE TABLESPACE"},
      {"DROP TABLESPACE t", "DROP TABLESPACE"},
      {"BEGIN", "BEGIN"},
      {"START TRANSACTION", "START TRANSACTION"},
      {"COMMIT", "COMMIT"},
      {"END", "COMMIT"},
      {"ROLLBACK", "ROLLBACK"},
      {"PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"},
      {"COMMIT PREPARED 'x'", "COMMIT PREPARED"},
      {"ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED"},
      {"COPY t FROM STDIN", "COPY ... FROM STDIN"},
      {"COPY t TO STDOUT", "COPY ... TO STDOUT"},
      {"COPY t FROM stdin;\n1\tone\n\\.\n", "COPY ... FROM STDIN"},
  };
  for (const auto& [sql, what] : found) {
    INFO(sql);
    CHECK(obstacles_of(sql) == Texts{what});
  }
}

TEST_CASE("statements that a transaction allows are let through", "[migrate]") {
  for (const std::string sql :
       {"CREATE INDEX i ON t (a)", "DROP INDEX i", "DROP TABLE t", "REINDEX TABLE t", "ANALYZE t",
        "CLUSTER t USING i", "DISCARD TEMP", "ALTER TABLE p DETACH PARTITION c",
        "ALTER DATABASE d SET work_mem = '1MB'", "SAVEPOINT s", "ROLLBACK TO s", "RELEASE s",
        "COPY t FROM '/tmp/t'", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "ALTER TYPE e ADD VALUE 'x'",
        "SELECT 'COMMIT'", "DO $$ BEGIN COMMIT; END $$", "INSERT INTO vacuum VALUES (1)"}) {
    INFO(sql);
    CHECK(obstacles_of(sql).empty());
  }
}

TEST_CASE("an obstacle's place is that of its statement", "[migrate]") {
  const auto file = file_of("SELECT 1;\n\n-- now\n  VACUUM t;");
  const auto script = parse_script(file);
  REQUIRE(script.obstacles.size() == 1);
  const auto position = position_of(script.sql, script.obstacles[0].offset);
  CHECK(position.line == 4);
  CHECK(position.column == 3);
}

// Prisma's engine on a driver adapter does so, and would run half a comment or half a string.
TEST_CASE("every semicolon in the migrations of admarket ends a statement", "[migrate]") {
  for (const auto& file : load_migrations(platform::load_builtin("admarket"))) {
    INFO(file.path);
    CHECK(static_cast<std::size_t>(std::ranges::count(file.bytes, ';')) ==
          parse_script(file).statements.size());
  }
}

TEST_CASE("ten megabytes are split within seconds", "[migrate]") {
  std::string many;
  std::size_t count = 0;
  while (many.size() < 5'000'000) {
    many += "INSERT INTO t (a, b) VALUES (" + std::to_string(count++) + ", 'some; text '';'' here');\n";
  }
  std::string one = "INSERT INTO t (a, b) VALUES (0, '')";
  while (one.size() < 5'000'000) one += ",\n(1, 'some; text '';'' here')";
  const auto file = file_of(many + one + ";\n");
  const auto start = std::chrono::steady_clock::now();
  const auto script = parse_script(file);
  CHECK(script.statements.size() == count + 1);
  CHECK(script.statements.back().length == one.size());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
}

}  // namespace
}  // namespace admctl::migrate
