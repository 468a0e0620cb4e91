#include "lib/schema/erd.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace admctl::schema {
namespace {

using Names = std::set<std::string, std::less<>>;

bool is_listed(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

Names with_neighbours(const pg::Catalog& catalog, std::span<const std::string> chosen, const Names& hidden,
                      int depth) {
  Names drawn;
  for (const auto& name : chosen) {
    if (!hidden.contains(name)) drawn.insert(name);
  }
  for (int step = 0; step < depth; ++step) {
    auto wider = drawn;
    for (const auto& table : catalog.tables) {
      if (hidden.contains(table.name)) continue;
      for (const auto& key : table.foreign_keys) {
        if (drawn.contains(table.name)) wider.insert(key.references_table);
        if (drawn.contains(key.references_table)) wider.insert(table.name);
      }
    }
    if (wider.size() == drawn.size()) break;
    drawn = std::move(wider);
  }
  return drawn;
}

bool is_unique(const pg::CatalogTable& table, std::vector<std::string> columns) {
  const auto same = [&](std::vector<std::string> other) {
    std::ranges::sort(other);
    return other == columns;
  };
  std::ranges::sort(columns);
  return same(table.primary_key) || std::ranges::any_of(table.indexes, [&](const pg::CatalogIndex& index) {
           return index.unique && !index.predicate && same(index.columns);
         });
}

std::vector<ErdColumn> columns_of(const pg::CatalogTable& table, ErdColumns which) {
  std::vector<ErdColumn> out;
  if (which == ErdColumns::none) return out;
  for (const auto& column : table.columns) {
    ErdColumn drawn{column.name, short_type(column.type)};
    drawn.primary = is_listed(table.primary_key, column.name);
    drawn.foreign = std::ranges::any_of(table.foreign_keys,
                                        [&](const auto& key) { return is_listed(key.columns, column.name); });
    drawn.unique = !drawn.primary && is_unique(table, {column.name});
    drawn.nullable = column.nullable;
    if (which == ErdColumns::all || drawn.primary || drawn.foreign || drawn.unique)
      out.push_back(std::move(drawn));
  }
  return out;
}

ErdEdge edge_of(const pg::CatalogTable& table, const pg::CatalogForeignKey& key) {
  ErdEdge edge{table.name, key.references_table, key.columns};
  edge.optional = std::ranges::any_of(table.columns, [&](const pg::CatalogColumn& column) {
    return column.nullable && is_listed(key.columns, column.name);
  });
  edge.single = is_unique(table, key.columns);
  return edge;
}

}  // namespace

const ErdTable* Erd::find(std::string_view table) const {
  const auto found = std::ranges::find(tables, table, &ErdTable::name);
  return found == tables.end() ? nullptr : &*found;
}

bool Erd::is_hub(std::string_view table) const {
  constexpr std::size_t most_lines = 4;
  const auto* hub = find(table);
  if (!hub) return false;
  Names from;
  for (const auto& edge : edges) {
    if (edge.to == table && find(edge.from)->group != hub->group) from.insert(edge.from);
  }
  return from.size() > most_lines;
}

Erd erd_of(const pg::Catalog& catalog, const std::vector<TableGroup>& groups,
           std::span<const std::string> chosen, std::span<const std::string> hidden, int depth,
           ErdColumns columns) {
  const Names asked{chosen.begin(), chosen.end()};
  const auto drawn = with_neighbours(catalog, chosen, Names{hidden.begin(), hidden.end()}, depth);
  Erd erd;
  for (const auto& group : groups) {
    bool is_empty = true;
    for (const auto& name : group.tables) {
      const auto table = std::ranges::find(catalog.tables, name, &pg::CatalogTable::name);
      if (!drawn.contains(name) || table == catalog.tables.end()) continue;
      if (std::exchange(is_empty, false)) erd.groups.push_back(group.title);
      erd.tables.push_back({name, erd.groups.size() - 1, asked.contains(name), columns_of(*table, columns)});
    }
  }
  for (const auto& table : catalog.tables) {
    if (!erd.find(table.name)) continue;
    for (const auto& key : table.foreign_keys) {
      if (erd.find(key.references_table)) erd.edges.push_back(edge_of(table, key));
    }
  }
  return erd;
}

std::string short_type(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{{
      {"character varying", "varchar"},
      {"character", "char"},
      {"double precision", "float8"},
      {" without time zone", ""},
      {"boolean", "bool"},
      {"integer", "int"},
  }};
  std::string out{type};
  for (const std::string_view base : {"timestamp", "time"}) {
    const auto zone = out.find(" with time zone");
    if (!out.starts_with(base) || zone == std::string::npos) continue;
    out.erase(zone, std::string_view{" with time zone"}.size());
    out.insert(base.size(), "tz");
    break;
  }
  for (const auto& [word, brief] : words) {
    const auto at = out.find(word);
    if (at != std::string::npos && !out.starts_with('"')) out.replace(at, word.size(), brief);
  }
  return out;
}

}  // namespace admctl::schema
