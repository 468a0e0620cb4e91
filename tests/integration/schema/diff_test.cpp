#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/schema/diff.hpp"
#include "lib/schema/model.hpp"
#include "tests/support/database.hpp"

namespace admctl::schema {
namespace {

using test::Template;
using test::TestDatabase;
using Lines = std::vector<std::string>;

Model model_of(const TestDatabase& database) {
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
  return read_model(tx, "public");
}

Lines lines_of(const std::vector<Difference>& differences) {
  Lines lines;
  for (const auto& each : differences) {
    lines.push_back(std::string{kind_name(each.kind)} + " " + each.what + " " + each.object + ": " +
                    each.expected + " | " + each.found);
  }
  return lines;
}

std::string file_text() {
  std::ifstream file{ADMCTL_SOURCE_DIR "/tests/data/platforms/admarket/catalog.json"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_CASE("the catalog of the migrated platform is the one on file, member by member", "[schema]") {
  const TestDatabase database{Template::migrated};
  const auto found = to_json(model_of(database));
  const auto expected = parse_json(file_text());
  CHECK(found.at("tables") == expected.at("tables"));
  CHECK(found.at("enums") == expected.at("enums"));
  CHECK(diff(from_json(file_text(), "file"), model_of(database)).empty());
}

TEST_CASE("a catalog read back from its own JSON has no difference", "[schema]") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "CREATE VIEW open_deals AS SELECT id FROM deals; CREATE FUNCTION one() RETURNS integer LANGUAGE sql "
      "AS 'SELECT 1'; ALTER TABLE deals ADD CONSTRAINT positive CHECK (\"dealNumber\" > 0)");
  const auto model = model_of(database);
  CHECK(model.others.size() == 3);
  CHECK(lines_of(diff(from_json(to_pretty_json(to_json(model)), "file"), model)) == Lines{});
  CHECK(to_json(model) == to_json(model_of(database)));
}

TEST_CASE("each kind of change by hand is one line", "[schema]") {
  const TestDatabase database{Template::empty};
  database.execute(R"(
    CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE TABLE u (id bigint PRIMARY KEY);
    CREATE TABLE t (id bigint PRIMARY KEY, a integer NOT NULL DEFAULT 1, b text, u_id bigint REFERENCES u (id));
    CREATE INDEX t_b ON t (b);
    CREATE INDEX t_some ON t (a) WHERE b IS NULL;
    CREATE VIEW v AS SELECT id FROM t;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();)");
  const auto before = model_of(database);
  CHECK(lines_of(diff(before, before)) == Lines{});
  database.execute(R"(
    ALTER TYPE mood ADD VALUE 'mad';
    ALTER TABLE t ALTER COLUMN a TYPE bigint, ADD COLUMN c date, ADD CONSTRAINT short CHECK (length(b) < 9) NOT VALID;
    DROP INDEX t_b;
    DROP INDEX t_some;
    CREATE UNIQUE INDEX t_c ON t (c);
    CREATE OR REPLACE VIEW v AS SELECT id FROM t WHERE id > 0;
    ALTER TABLE t DISABLE TRIGGER g;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    CREATE TABLE extra (id bigint PRIMARY KEY, n integer);
    CREATE INDEX extra_n ON extra (n);)");
  const auto lines = lines_of(diff(before, model_of(database)));
  CHECK(
      lines ==
      Lines{
          "extra table extra:  | ", "changed enum mood: sad, glad | sad, glad, mad",
          "extra row security t:  | on", "missing index t (a):  | ", "missing index t (b):  | ",
          "extra unique index t (c):  | ", "missing index definition t btree (a) WHERE (b IS NULL):  | ",
          "changed column t.a: integer not null default 1 | bigint not null default 1",
          "extra column t.c:  | date",
          "changed trigger t.g: CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION f() | "
          "CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION f() (disabled)",
          "extra check t.short:  | CHECK ((length(b) < 9)) NOT VALID",
          "changed view v: SELECT t.id FROM t; | SELECT t.id FROM t WHERE (t.id > 0);"});
}

TEST_CASE("what an extension brings along and the ledger are no differences", "[schema]") {
  const TestDatabase database{Template::empty};
  const auto before = model_of(database);
  database.execute(
      "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; CREATE SCHEMA admctl; CREATE TABLE "
      "admctl.operation (id bigint)");
  CHECK(lines_of(diff(before, model_of(database))) == Lines{});
}

TEST_CASE("a table that is missing is one difference, whatever is in it", "[schema]") {
  const TestDatabase database{Template::migrated};
  auto expected = model_of(database);
  auto found = expected;
  std::erase_if(found.catalog.tables, [](const auto& table) { return table.name == "deals"; });
  CHECK(lines_of(diff(expected, found)) == Lines{"missing table deals:  | "});
  CHECK(lines_of(diff(found, expected)) == Lines{"extra table deals:  | "});
}

TEST_CASE("a file that is no catalog is refused with what is wrong in it", "[schema]") {
  const auto refusal = [](std::string_view text) {
    try {
      from_json(text, "catalog.json");
    } catch (const Error& error) {
      return code_name(error.code()) + " " + error.message();
    }
    return std::string{"accepted"};
  };
  CHECK(refusal("{").starts_with("ADM-3062 catalog.json: the file is no JSON"));
  CHECK(refusal("{}") == "ADM-3062 catalog.json: tables is no object");
  CHECK(refusal(R"({"tables": {"t": {"columns": [{"name": "a", "type": "text"}]}}, "enums": {}})") ==
        "ADM-3062 catalog.json: t.a.nullable is neither true nor false");
  CHECK(refusal(R"({"tables": {}, "enums": {"mood": "sad"}})") ==
        "ADM-3062 catalog.json: enums.mood is no list");
}

}  // namespace
}  // namespace admctl::schema
