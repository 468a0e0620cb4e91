#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/migrate/step_plan.hpp"

namespace admctl::migrate {
namespace {

MigrationFile file_of(std::string sql) {
  auto checksum = sha256_hex(sql);
  return {"1_shop", "shop/1_shop/migration.sql", std::move(sql), std::move(checksum)};
}

// "2 | 1! | 3": how many statements each step has, '!' outside a transaction.
std::string steps_of(const std::string& sql) {
  const auto file = file_of(sql);
  std::string out;
  for (const auto& step : plan_steps(parse_script(file))) {
    if (!out.empty()) out += " | ";
    out += std::to_string(step.count) + (step.alone ? "!" : "");
  }
  return out;
}

std::string refusal_of(const std::string& sql) {
  const auto file = file_of(sql);
  try {
    parse_script(file);
  } catch (const Error& error) {
    return code_name(error.code()) + " " + error.message();
  }
  return "accepted";
}

TEST_CASE("what no transaction allows is a step of its own", "[migrate]") {
  CHECK(steps_of("CREATE TABLE a (id int); CREATE TABLE b (id int)") == "2");
  CHECK(steps_of("CREATE TABLE a (id int); SELECT 1; CREATE INDEX CONCURRENTLY i ON a (id); SELECT 2") ==
        "2 | 1! | 1");
  CHECK(steps_of("VACUUM a; VACUUM b") == "1! | 1!");
  CHECK(steps_of("").empty());
}

TEST_CASE("a new enum value is used in another transaction than the one that adds it", "[migrate]") {
  CHECK(steps_of("ALTER TYPE mood ADD VALUE 'bad'; SELECT 1") == "2");
  CHECK(steps_of("ALTER TYPE mood ADD VALUE 'bad'; SELECT 1; UPDATE t SET m = 'bad'; UPDATE t SET m = 'bad'") ==
        "2 | 2");
  CHECK(steps_of("ALTER TYPE mood ADD VALUE 'it''s'; ALTER TABLE t ALTER m SET DEFAULT 'it''s'") == "1 | 1");
  CHECK(steps_of("ALTER TYPE mood ADD VALUE 'bad'; ALTER TYPE mood ADD VALUE 'worse' AFTER 'bad'") == "2");
  CHECK(steps_of("CREATE TYPE mood AS ENUM ('good'); ALTER TYPE mood ADD VALUE 'bad'; SELECT 'bad'::mood") ==
        "3");
  CHECK(steps_of("ALTER TYPE mood RENAME VALUE 'good' TO 'fine'; SELECT 'fine'::mood") == "2");
}

TEST_CASE("a directive stands in a comment between statements", "[migrate]") {
  CHECK(steps_of("-- admctl: no-transaction\nSELECT 1; SELECT 2") == "1! | 1!");
  CHECK(steps_of("SELECT '\n-- admctl: no-transaction\n'; SELECT 2") == "2");
  const auto file = file_of("SELECT 1;\r\n  --admctl: lock_timeout=5s, statement_timeout=10m\r\nSELECT 2;");
  const auto directives = parse_script(file).directives;
  CHECK(directives.lock_timeout == Millis{5000});
  CHECK(directives.statement_timeout == Millis{600'000});
  CHECK_FALSE(directives.no_transaction);
  const auto short_one = file_of("-- admctl: lock_timeout=300ms statement_timeout=0\nSELECT 1");
  CHECK(parse_script(short_one).directives.lock_timeout == Millis{300});
  CHECK(parse_script(short_one).directives.statement_timeout == Millis{0});
}

TEST_CASE("a directive that is not known is refused with its line", "[migrate]") {
  CHECK(refusal_of("SELECT 1;\n-- admctl: no-transactions\nSELECT 2;") ==
        "ADM-3029 shop/1_shop/migration.sql:2: 'no-transactions' is no directive");
  CHECK(refusal_of("-- admctl: lock_timeout=soon\n") ==
        "ADM-3029 shop/1_shop/migration.sql:1: 'lock_timeout=soon' is no directive");
}

TEST_CASE("what the parser does not understand is split when part of it cannot be in a transaction",
          "[migrate]") {
  const auto file =
      file_of("SELECT FROM WHATEVER THE NEXT ONE BRINGS;\nCREATE INDEX CONCURRENTLY i ON t (a);\n");
  const auto script = parse_script(file);
  REQUIRE(script.unparsed);
  REQUIRE(script.statements.size() == 2);
  CHECK(script.text(script.statements[1]) == "CREATE INDEX CONCURRENTLY i ON t (a)");
  CHECK(steps_of(file.bytes) == "1 | 1!");
}

TEST_CASE("the facts of a statement name what it touches", "[migrate]") {
  const auto build = inspect_statement("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a)");
  REQUIRE(build.builds_index);
  CHECK(build.builds_index->index->quoted() == "\"s\".\"i\"");
  CHECK(build.builds_index->table.quoted() == "\"s\".\"t\"");
  CHECK(build.builds_index->concurrently);
  CHECK(build.builds_index->if_not_exists);
  const auto key = inspect_statement("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES s.b (id)");
  CHECK(key.tables == std::vector<ObjectName>{{"", "a"}, {"s", "b"}});
  CHECK(inspect_statement("DROP INDEX CONCURRENTLY s.i, j").drops_indexes ==
        std::vector<ObjectName>{{"s", "i"}, {"", "j"}});
  CHECK(inspect_statement("SELECT 1 FROM t").tables.empty());
}

}  // namespace
}  // namespace admctl::migrate
