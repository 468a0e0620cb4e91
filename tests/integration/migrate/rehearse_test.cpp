#include <catch2/catch.hpp>

#include <algorithm>

#include "lib/migrate/clone.hpp"
#include "lib/migrate/lint.hpp"
#include "lib/migrate/live_schema.hpp"
#include "lib/migrate/rehearse.hpp"
#include "tests/support/database.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;
using Lines = std::vector<std::string>;

MigrationFile file_of(std::string name, std::string sql) {
  auto path = name + "/migration.sql";
  return {std::move(name), std::move(path), std::move(sql), {}};
}

// "ACCESS EXCLUSIVE on t; rewrites t"
Lines lines_of(const Rehearsal& rehearsal) {
  Lines lines;
  for (const auto& each : rehearsal.statements) {
    std::string line;
    for (const auto& lock : each.locks) line += (line.empty() ? "" : ", ") + lock.mode + " on " + lock.table;
    for (const auto& table : each.rewritten) line += "; rewrites " + table;
    for (const auto& object : each.invalid) line += "; leaves invalid " + object;
    lines.push_back(line);
  }
  return lines;
}

constexpr std::string_view base =
    "CREATE TABLE u (id bigint PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY, a integer, b varchar(10), "
    "u_id bigint);"
    "INSERT INTO u VALUES (1), (2); INSERT INTO t VALUES (1, 1, 'x', 1), (2, 2, 'y', 2);";

const std::string observed =
    "ALTER TABLE t ADD COLUMN c integer;\n"
    "ALTER TABLE t ALTER COLUMN b TYPE varchar(20);\n"
    "ALTER TABLE t ALTER COLUMN a TYPE bigint;\n"
    "CREATE TABLE n (id bigint PRIMARY KEY);\n"
    "ALTER TABLE u ADD CONSTRAINT u_small CHECK (id < 99) NOT VALID;\n"
    "UPDATE u SET id = id;\n";

TEST_CASE("rehearsing sees the locks, rewrites and invalid objects that statements really cause",
          "[rehearse]") {
  const TestDatabase database{Template::empty};
  database.execute(base);
  auto session = database.session();
  const auto file = file_of("1_more", observed);
  const std::vector<const MigrationFile*> pending{&file};
  const auto steps = rehearse_step_by_step(session, "public", pending);
  CHECK_FALSE(steps.failure);
  CHECK(lines_of(steps) == Lines{"ACCESS EXCLUSIVE on t", "", "SHARE on t; rewrites t", "",
                                 "ACCESS EXCLUSIVE on u; leaves invalid constraint u_small of u",
                                 "ROW EXCLUSIVE on u"});
  CHECK(steps.statements[2].at.line == 3);
  CHECK(database.value("SELECT to_regclass('n') IS NOT NULL") == "t");
}

TEST_CASE("as one batch everything is rolled back, and what cannot be in a transaction is named",
          "[rehearse]") {
  const TestDatabase database{Template::empty};
  database.execute(base);
  auto session = database.session();
  const auto first = file_of("1_more", observed);
  const auto second = file_of("2_index", "\nCREATE INDEX CONCURRENTLY t_a ON t (a);");
  const std::vector<const MigrationFile*> pending{&first, &second};
  const auto batch = rehearse_as_batch(session, "public", pending);
  CHECK(batch.failure == "CREATE INDEX CONCURRENTLY cannot run in a transaction");
  CHECK(batch.failed_at == "2_index:2:1");
  CHECK(database.value("SELECT to_regclass('n') IS NULL") == "t");
  const auto steps = rehearse_step_by_step(session, "public", pending);
  CHECK_FALSE(steps.failure);
  CHECK(steps.statements.back().outside_transaction);
  CHECK(database.value("SELECT to_regclass('t_a') IS NOT NULL") == "t");
}

TEST_CASE("a failing statement ends the rehearsal with its place and the server's words", "[rehearse]") {
  const TestDatabase database{Template::empty};
  database.execute(base);
  auto session = database.session();
  const auto first = file_of("1_good", "CREATE TABLE n (id bigint PRIMARY KEY);");
  const auto second = file_of("2_bad", "SELECT 1;\nALTER TABLE t ADD COLUMN z integer NOT NULL;");
  const std::vector<const MigrationFile*> pending{&first, &second};
  const auto steps = rehearse_step_by_step(session, "public", pending);
  CHECK(steps.failed_at == "2_bad:2:1");
  REQUIRE(steps.failure);
  CHECK(steps.failure->find("contains null values") != std::string::npos);
  CHECK(steps.statements.size() == 2);
}

TEST_CASE("a clone gets the schema and so many rows of every table, in spite of foreign keys", "[rehearse]") {
  const TestDatabase database{Template::seeded};
  const TestDatabase empty{Template::empty};
  auto clone = empty.session();
  CHECK(restore_schema(clone,
                       "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE u (id bigint PRIMARY KEY);\n"
                       "CREATE TABLE t (id bigint PRIMARY KEY, u_id bigint REFERENCES u (id), m mood);\n"
                       "CREATE EXTENSION there_is_none;\n")
            .size() == 1);
  const TestDatabase source{Template::empty};
  source.execute(
      "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE u (id bigint PRIMARY KEY); CREATE TABLE t (id bigint "
      "PRIMARY KEY, u_id bigint REFERENCES u (id), m mood); INSERT INTO u SELECT n FROM generate_series(1, 50) "
      "AS n; INSERT INTO t SELECT n, n, 'sad' FROM generate_series(1, 5) AS n;");
  auto target = source.session();
  auto fresh = empty.session();
  const auto copied = copy_rows(target, fresh, 10);
  CHECK(copied.tables == 2);
  CHECK(copied.rows == 15);
  CHECK(copied.cut == 1);
  CHECK(empty.value("SELECT count(*) FROM u") == "10");
  CHECK(empty.value("SELECT count(*) FROM t") == "5");
}

TEST_CASE("lint knows the columns, indexes and checks of a live database", "[lint]") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20) NOT NULL, b numeric(10,2), c timestamp(3)[], "
      "CONSTRAINT b_set CHECK (b IS NOT NULL)); CREATE INDEX t_a ON t (a, b); CREATE SCHEMA app; "
      "CREATE TABLE app.u (id integer)");
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
  auto schema = read_known_schema(tx);
  REQUIRE(schema.find_column("t", "a"));
  CHECK(schema.find_column("t", "a")->type.text() == "varchar(20)");
  CHECK(schema.find_column("t", "a")->not_null);
  CHECK(schema.find_column("t", "b")->type.text() == "numeric(10, 2)");
  CHECK(schema.find_column("t", "c")->type.text() == "timestamp(3)[]");
  CHECK(schema.find_column("app.u", "id")->type.text() == "integer");
  CHECK(schema.has_not_null_check("t", "b"));
  CHECK(schema.table_of_index("t_a") == "t");
  const auto sizes = read_table_sizes(tx);
  CHECK(sizes.at("t").bytes > 0);
  const auto file = file_of(
      "1", "ALTER TABLE t ALTER COLUMN a TYPE varchar(40);\nALTER TABLE t ALTER COLUMN b SET NOT NULL;");
  const auto linted = lint(file, schema);
  CHECK(std::ranges::none_of(linted.findings,
                             [](const auto& each) { return each.rule->severity == LintSeverity::error; }));
}

}  // namespace
}  // namespace admctl::migrate
