// The schema commands as a script runs them.
#include <filesystem>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

RunResult schema(const TestDatabase& database, std::vector<std::string> args) {
  args.insert(args.begin(), {"--db", database.url(), "schema"});
  return run_admctl(args);
}

// A database that no pack describes: another schema, a partitioned table, odd names, everything a table can
// have.
void make_foreign(const TestDatabase& database) {
  database.execute(R"sql(
    CREATE SCHEMA "My Shop";
    SET LOCAL search_path = "My Shop";
    CREATE TYPE mood AS ENUM ('good', 'it''s "bad"');
    CREATE TABLE "Users" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "e-mail" text UNIQUE,
                          feels mood NOT NULL DEFAULT 'good', twice bigint GENERATED ALWAYS AS (id * 2) STORED,
                          CONSTRAINT has_at CHECK ("e-mail" LIKE '%@%'));
    COMMENT ON TABLE "Users" IS 'Who buys';
    COMMENT ON COLUMN "Users"."e-mail" IS 'where to write to';
    CREATE TABLE orders (nr bigint, day date, buyer bigint REFERENCES "Users" (id) ON DELETE CASCADE,
                         PRIMARY KEY (nr, day)) PARTITION BY RANGE (day);
    CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE INDEX late ON orders (day DESC) WHERE buyer IS NOT NULL;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touch BEFORE UPDATE ON "Users" FOR EACH ROW EXECUTE FUNCTION f();
    ALTER TABLE "Users" ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON "Users" FOR SELECT USING (id > 0);
    INSERT INTO "Users" ("e-mail") SELECT i || '@x' FROM generate_series(1, 500) AS i;
    INSERT INTO orders SELECT i, '2026-02-01', 1 FROM generate_series(1, 300) AS i;
    ANALYZE "Users"; ANALYZE orders;
  )sql");
}

TEST_CASE("a foreign schema is shown without any help of a pack") {
  const TestDatabase database{Template::empty};
  make_foreign(database);
  const auto list = schema(database, {"tables", "--live", "--schema", "My Shop", "-o", "json"});
  INFO(list.err);
  REQUIRE(list.exit == 0);
  const auto parsed = parse_json(list.out);
  const auto& rows = *parsed.at("rows").as_array();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("table") == Value{"Users"});
  CHECK(rows[0].at("rows") == Value{500});
  CHECK(rows[0].at("purpose") == Value{"Who buys"});
  CHECK(rows[1].at("rows") == Value{300});
  CHECK(rows[1].at("notes") == Value{"partitioned"});
  CHECK(rows[2].at("notes") == Value{"partition of orders"});

  const auto page = schema(database, {"describe", "users", "--live", "--schema", "My Shop"});
  for (const auto* part : {"where to write to", "identity", "generated: (id * 2)", "has_at", "BEFORE UPDATE ON",
                           "SELECT USING", "it's \"bad\"", "ON DELETE CASCADE", "orders"}) {
    INFO(part << " in\n" << page.out);
    CHECK(contains(page.out, part));
  }
  const auto erd = schema(database, {"erd", "--live", "--schema", "My Shop"});
  CHECK(contains(erd.out, "  Users |o--o{ orders : \"buyer\"\n"));
  CHECK_FALSE(contains(erd.out, "orders_2026"));
  CHECK(contains(schema(database, {"catalog", "--live", "--schema", "My Shop", "--format", "markdown"}).out,
                 "| `Users` | Who buys |"));
}

TEST_CASE("a table is described with what the pack knows of its columns") {
  const TestDatabase database{Template::seeded};
  const auto page = parse_json(schema(database, {"describe", "channels", "-o", "json"}).out);
  CHECK(page.at("about").at("domain") == Value{"Channels"});
  CHECK(page.at("about").at("notes") == Value{"kind channel, state in status"});
  const auto notes_of = [&](std::string_view column) {
    for (const auto& row : *page.at("columns").as_array()) {
      if (row.at("column") == Value{std::string{column}}) return row.at("notes");
    }
    return Value{"no such column"};
  };
  CHECK(notes_of("inviteLink") == Value{"secret"});
  CHECK(notes_of("status") == Value{"state of channel"});
  CHECK(notes_of("title") == Value{});
  bool has_label = false;
  for (const auto& row : *page.at("enums").as_array()) has_label |= row.at("type") == Value{"ChannelStatus"};
  CHECK(has_label);
  CHECK(contains(schema(database, {"describe", "transactions"}).out, "TON, 9 digits below the unit"));
}

TEST_CASE("unknown tables and schemas are not found, with near names") {
  const TestDatabase database{Template::migrated};
  const auto table = schema(database, {"describe", "deal"});
  CHECK(table.exit == static_cast<int>(Exit::not_found));
  CHECK(contains(table.err, "ADM-3101"));
  CHECK(contains(table.err, "'deals'"));
  CHECK(schema(database, {"erd", "nothing_*"}).exit == static_cast<int>(Exit::not_found));
  const auto other = schema(database, {"tables", "--schema", "publik"});
  CHECK(other.exit == static_cast<int>(Exit::not_found));
  CHECK(contains(other.err, "Did you mean 'public'?"));
}

TEST_CASE("pictures and catalogs go into files, which are not overwritten unless asked to") {
  const TestDatabase database{Template::migrated};
  const TempFolder folder;
  const auto file = (folder.path() / "erd.svg").string();
  const std::vector<std::string> draw{"erd", "deals", "--depth", "1", "--format", "svg", "-f", file};
  CHECK(schema(database, draw).exit == 0);
  CHECK(std::filesystem::file_size(file) > 1000);
  CHECK(schema(database, draw).exit == static_cast<int>(Exit::failure));
  auto again = draw;
  again.emplace_back("--overwrite");
  CHECK(schema(database, again).exit == 0);
  CHECK(schema(database, {"erd", "--depth", "-1"}).exit == static_cast<int>(Exit::usage));
}

TEST_CASE("a catalog in a file is what schema diff takes, and the document depends on the schema alone") {
  const TestDatabase database{Template::migrated};
  const TempFolder folder;
  const auto file = (folder.path() / "catalog.json").string();
  const auto printed = schema(database, {"catalog"});
  CHECK(printed.exit == 0);
  folder.write("catalog.json", printed.out);
  CHECK(schema(database, {"diff", file, "--exit-code"}).exit == 0);
  const auto before = schema(database, {"catalog", "--format", "markdown"});
  CHECK(contains(before.out, "# Database table catalog\n"));
  CHECK(contains(before.out, "\n| Table | Purpose | Key relations | Notes |\n|---|---|---|---|\n"));
  CHECK(contains(before.out, "```mermaid\nerDiagram\n"));
  database.execute(
      "INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES ('x', 'x', '1', now()); ANALYZE");
  CHECK(schema(database, {"catalog", "--format", "markdown"}).out == before.out);
}

}  // namespace
}  // namespace admctl::test
