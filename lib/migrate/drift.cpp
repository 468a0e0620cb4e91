#include "lib/migrate/drift.hpp"

#include <algorithm>

#include "lib/migrate/known_schema.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/pg/catalog.hpp"

namespace admctl::migrate {
namespace {

// False when part of it is not understood.
bool take_over(const MigrationFile& file, KnownSchema& schema) {
  const auto script = parse_script(file);
  if (script.unparsed) return false;
  schema.begin_migration();
  for (const auto& statement : script.statements) {
    const auto tree = parse_tree(std::string{script.text(statement)});
    if (!tree) return false;
    schema.apply(*tree);
  }
  return true;
}

// The names as they are in `schema`; those of other schemas are left out.
std::map<std::string, const KnownTable*> tables_in(const KnownSchema& known, const std::string& schema) {
  std::map<std::string, const KnownTable*> out;
  for (const auto& [name, table] : known.tables()) {
    const auto dot = name.find('.');
    if (dot == std::string::npos)
      out.emplace(name, &table);
    else if (name.substr(0, dot) == schema)
      out.emplace(name.substr(dot + 1), &table);
  }
  return out;
}

void compare_columns(const std::string& name, const KnownTable& known, const pg::CatalogTable& live,
                     Drift& drift) {
  for (const auto& column : known.columns) {
    if (std::ranges::find(live.columns, column.first, &pg::CatalogColumn::name) == live.columns.end())
      drift.missing.push_back(name + '.' + column.first);
  }
  if (known.columns.empty()) return;
  for (const auto& column : live.columns) {
    if (!known.columns.count(column.name)) drift.extra.push_back(name + '.' + column.name);
  }
}

}  // namespace

Drift find_drift(pg::Transaction& tx, const History& history, const Status& status) {
  Drift drift;
  KnownSchema known;
  for (const auto& entry : status.entries) {
    if (entry.state != State::applied || !entry.file) continue;
    if (!take_over(*entry.file, known)) {
      drift.understood = false;
      return drift;
    }
  }
  const auto expected = tables_in(known, history.schema());
  drift.tables = expected.size();
  const auto live = pg::read_catalog(tx, history.schema());
  for (const auto& [name, table] : expected) {
    const auto found = std::ranges::find(live.tables, name, &pg::CatalogTable::name);
    if (found == live.tables.end())
      drift.missing.push_back(name);
    else
      compare_columns(name, *table, *found, drift);
  }
  for (const auto& table : live.tables) {
    if (!expected.count(table.name) && table.name != history.table()) drift.extra.push_back(table.name);
  }
  return drift;
}

}  // namespace admctl::migrate
