#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"
#include "lib/schema/starter_pack.hpp"

namespace admctl::schema {
namespace {

constexpr std::size_t most_states = 30;
// Values are read from so many rows: a starter is a guess, and must not read a billion of them.
constexpr int sampled_rows = 100'000;

bool is_state_name(std::string_view column) {
  constexpr std::array words{"status", "state", "stage", "phase"};
  const auto name = to_lower(column);
  return std::ranges::any_of(words, [&](std::string_view word) { return name.ends_with(word); });
}

const pg::CatalogEnum* enum_of(const pg::Catalog& catalog, const std::string& type) {
  const auto found = std::ranges::find_if(catalog.enums, [&](const pg::CatalogEnum& each) {
    return each.name == type || pg::quote(each.name) == type;
  });
  return found == catalog.enums.end() ? nullptr : &*found;
}

// As a pack may write a name.
bool is_plain(std::string_view name) {
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") ==
         std::string_view::npos;
}

bool is_text(const std::string& type) { return type == "text" || type.starts_with("character varying"); }

std::vector<std::string> values_of(pg::Transaction& tx, std::string_view schema, const std::string& table,
                                   const std::string& column) {
  std::vector<std::string> values;
  const auto name = pg::quote(column);
  for (const auto row : tx.query(
           fmt::format("SELECT v.{0}::text FROM (SELECT t.{0} FROM {1} AS t LIMIT {2}) AS v "
                       "WHERE v.{0} IS NOT NULL AND v.{0} <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {3}",
                       name, pg::quote(schema, table), sampled_rows, most_states + 1))) {
    values.emplace_back(row.text(0));
  }
  return values;
}

// The default 'NEW'::order_status says NEW.
std::string default_of(const pg::CatalogColumn& column, const std::vector<std::string>& states) {
  for (const auto& state : states) {
    if (column.default_value && column.default_value->starts_with('\'' + state + '\'')) return state;
  }
  return states.front();
}

std::vector<std::string> states_of(pg::Transaction& tx, const pg::Catalog& catalog, std::string_view schema,
                                   const std::string& table, const pg::CatalogColumn& column) {
  if (const auto* labels = enum_of(catalog, column.type)) return labels->labels;
  if (!is_text(column.type)) return {};
  auto values = values_of(tx, schema, table, column.name);
  return values.size() > most_states ? std::vector<std::string>{} : values;
}

}  // namespace

std::vector<StateColumn> find_state_columns(pg::Transaction& tx, const pg::Catalog& catalog,
                                            std::string_view schema) {
  std::vector<StateColumn> found;
  for (const auto& table : catalog.tables) {
    if (table.primary_key.size() != 1 || !is_plain(table.name) || !is_plain(table.primary_key.front()))
      continue;
    for (const auto& column : table.columns) {
      if (!is_state_name(column.name) || !is_plain(column.name) || column.name == table.primary_key.front())
        continue;
      auto states = states_of(tx, catalog, schema, table.name, column);
      if (states.size() < 2) continue;
      auto initial = default_of(column, states);
      found.push_back(
          {table.name, column.name, table.primary_key.front(), std::move(states), std::move(initial)});
    }
  }
  return found;
}

}  // namespace admctl::schema
