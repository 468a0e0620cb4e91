#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/catalog.hpp"
#include "tests/integration/migrate/bench.hpp"

namespace admctl {
namespace {

using test::Template;
using test::TestDatabase;

// Every fact of a catalog as one line, so that two catalogs differ by lines that people can read.
using Facts = std::multiset<std::string>;

std::string column_fact(const std::string& table, const std::string& name, const std::string& type,
                        bool nullable, const std::optional<std::string>& default_value) {
  return table + "." + name + ": " + type + (nullable ? "" : " NOT NULL") +
         (default_value ? " DEFAULT " + *default_value : "");
}

std::string key_fact(const std::string& table, std::string_view what, const std::vector<std::string>& columns) {
  return table + ": " + std::string{what} + " (" + join(columns, ", ") + ")";
}

std::string foreign_key_fact(const std::string& table, const pg::CatalogForeignKey& key) {
  return key_fact(table, "foreign key", key.columns) + " references " + key.references_table + " (" +
         join(key.references_columns, ", ") + ") on delete " + key.on_delete + " on update " + key.on_update;
}

Facts facts_of(const pg::Catalog& catalog) {
  Facts facts;
  for (const auto& table : catalog.tables) {
    facts.insert("table " + table.name);
    for (const auto& column : table.columns) {
      facts.insert(column_fact(table.name, column.name, column.type, column.nullable, column.default_value));
    }
    if (!table.primary_key.empty()) facts.insert(key_fact(table.name, "primary key", table.primary_key));
    for (const auto& index : table.indexes) {
      facts.insert(key_fact(table.name, index.unique ? "unique" : "index", index.columns) +
                   (index.predicate ? " where " + *index.predicate : ""));
    }
    for (const auto& key : table.foreign_keys) facts.insert(foreign_key_fact(table.name, key));
  }
  for (const auto& type : catalog.enums) facts.insert("enum " + type.name + ": " + join(type.labels, ", "));
  return facts;
}

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> out;
  for (const auto& item : *list.as_array()) out.push_back(*item.as_string());
  return out;
}

void add_table(Facts& facts, const std::string& name, const Value& table) {
  facts.insert("table " + name);
  for (const auto& column : *table.at("columns").as_array()) {
    const auto* default_value = column.at("default").as_string();
    facts.insert(column_fact(name, *column.at("name").as_string(), *column.at("type").as_string(),
                             *column.at("nullable").as_bool(),
                             default_value ? std::optional{*default_value} : std::nullopt));
  }
  facts.insert(key_fact(name, "primary key", texts(table.at("primary_key"))));
  for (const auto& columns : *table.at("uniques").as_array())
    facts.insert(key_fact(name, "unique", texts(columns)));
  for (const auto& columns : *table.at("indexes").as_array())
    facts.insert(key_fact(name, "index", texts(columns)));
  for (const auto& key : *table.at("foreign_keys").as_array()) {
    facts.insert(foreign_key_fact(name, {"", texts(key.at("columns")), *key.at("references_table").as_string(),
                                         texts(key.at("references_columns")), *key.at("on_delete").as_string(),
                                         *key.at("on_update").as_string()}));
  }
}

Facts expected_facts() {
  std::ifstream file{ADMCTL_SOURCE_DIR "/tests/data/platforms/admarket/catalog.json"};
  const auto catalog = parse_json(std::string{std::istreambuf_iterator<char>{file}, {}});
  Facts facts;
  for (const auto& [name, table] : catalog.at("tables").as_object()->members()) add_table(facts, name, table);
  for (const auto& [name, labels] : catalog.at("enums").as_object()->members()) {
    facts.insert("enum " + name + ": " + join(texts(labels), ", "));
  }
  return facts;
}

std::vector<std::string> differences(const Facts& expected, const Facts& found) {
  std::vector<std::string> out;
  std::vector<std::string> only;
  std::ranges::set_difference(expected, found, std::back_inserter(only));
  for (const auto& fact : only) out.push_back("lacks   " + fact);
  only.clear();
  std::ranges::set_difference(found, expected, std::back_inserter(only));
  for (const auto& fact : only) out.push_back("has too " + fact);
  return out;
}

pg::Catalog live_catalog(const TestDatabase& database) {
  auto session = database.session();
  pg::Transaction::Options options;
  options.schema = "public";
  pg::Transaction tx{session, options};
  return pg::read_catalog(tx, "public");
}

TEST_CASE("the migrations of admarket give exactly its catalog", "[migrate][catalog]") {
  const TestDatabase database{Template::empty};
  migrate::Bench{database}.up();
  const auto catalog = live_catalog(database);
  CHECK(differences(expected_facts(), facts_of(catalog)) == std::vector<std::string>{});

  const auto sum = [&](auto count) {
    std::size_t total = 0;
    for (const auto& table : catalog.tables) total += static_cast<std::size_t>(count(table));
    return total;
  };
  const auto indexes = [&](bool unique) {
    return sum([unique](const auto& table) {
      return std::ranges::count(table.indexes, unique, &pg::CatalogIndex::unique);
    });
  };
  CHECK(catalog.tables.size() == 27);
  CHECK(sum([](const auto& table) { return table.columns.size(); }) == 390);
  CHECK(catalog.enums.size() == 30);
  CHECK(indexes(true) == 21);
  CHECK(indexes(false) == 58);
  CHECK(sum([](const auto& table) { return table.foreign_keys.size(); }) == 39);
}

TEST_CASE("every kind of difference to a catalog is found", "[migrate][catalog]") {
  const TestDatabase database{Template::empty};
  migrate::Bench{database}.up();
  database.execute(R"(
    ALTER TABLE "users" ALTER COLUMN "username" SET NOT NULL, ALTER COLUMN "languageCode" SET DEFAULT 'ru',
                        ALTER COLUMN "banReason" TYPE varchar(9);
    ALTER TYPE "ActorType" ADD VALUE 'BOT' BEFORE 'SYSTEM';
    DROP INDEX "users_telegramId_key";
    CREATE INDEX ON "users" ("lastName") WHERE "isBanned";
    CREATE INDEX ON "users" (lower("firstName"), "id");
    ALTER TABLE "channels" DROP CONSTRAINT "channels_ownerId_fkey";
    ALTER TABLE "channels" ADD FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
    CREATE TABLE public.extra (id int);
  )");
  CHECK(
      differences(expected_facts(), facts_of(live_catalog(database))) ==
      std::vector<std::string>{
          "lacks   channels: foreign key (ownerId) references users (id) on delete RESTRICT on update CASCADE",
          "lacks   enum ActorType: USER, SYSTEM, ADMIN",
          "lacks   users.banReason: text",
          "lacks   users.languageCode: text DEFAULT 'en'::text",
          "lacks   users.username: text",
          "lacks   users: unique (telegramId)",
          "has too channels: foreign key (ownerId) references users (id) on delete CASCADE on update NO ACTION",
          "has too enum ActorType: USER, BOT, SYSTEM, ADMIN",
          "has too extra.id: integer",
          "has too table extra",
          "has too users.banReason: character varying(9)",
          "has too users.languageCode: text DEFAULT 'ru'::text",
          "has too users.username: text NOT NULL",
          "has too users: index (lastName) where \"isBanned\"",
          "has too users: index (lower(\"firstName\"), id)",
      });
}

TEST_CASE("a schema beside the search path is read likewise", "[catalog]") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE SCHEMA shop; CREATE TABLE shop.a (x int, y int, PRIMARY KEY (y, x)); "
      "CREATE TABLE shop.b (p int, q int, CONSTRAINT b_a FOREIGN KEY (q, p) REFERENCES shop.a (y, x) ON UPDATE "
      "SET NULL) "
      "PARTITION BY LIST (p); CREATE VIEW shop.v AS SELECT 1; CREATE TABLE public.other (id int)");
  auto session = database.session();
  pg::Transaction tx{session};
  const auto catalog = pg::read_catalog(tx, "shop");
  CHECK(facts_of(catalog) ==
        Facts{
            "table a",
            "a.x: integer NOT NULL",
            "a.y: integer NOT NULL",
            "a: primary key (y, x)",
            "table b",
            "b.p: integer",
            "b.q: integer",
            "b: foreign key (q, p) references shop.a (y, x) on delete NO ACTION on update SET NULL",
        });
}

}  // namespace
}  // namespace admctl
