#include "tests/support/catalog_facts.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::test {
namespace {

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
  if (const auto key = texts(table.at("primary_key")); !key.empty())
    facts.insert(key_fact(name, "primary key", key));
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

}  // namespace

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

Facts read_facts(const std::filesystem::path& catalog_json) {
  std::ifstream file{catalog_json};
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

pg::Catalog live_catalog(const TestDatabase& database, const std::string& schema) {
  auto session = database.session();
  pg::Transaction::Options options;
  options.schema = schema;
  pg::Transaction tx{session, options};
  return pg::read_catalog(tx, schema);
}

}  // namespace admctl::test
