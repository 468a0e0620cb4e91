#include "lib/seed/live_tables.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/loading.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

constexpr std::size_t max_existing = 100'000;

void check_only(const Model& model, const std::vector<std::string>& only) {
  std::vector<std::string> known;
  for (const auto& entity : model.entities) {
    if (!entity->existing && std::ranges::find(known, entity->table) == known.end())
      known.push_back(entity->table);
  }
  for (const auto& table : only) {
    if (std::ranges::find(known, table) != known.end()) continue;
    throw Error{code::usage,
                fmt::format("--only: the generator fills no table '{}'.{}", table, did_you_mean(table, known)),
                {},
                "it fills " + join(known, ", ")};
  }
}

}  // namespace

LiveTables::LiveTables(pg::Transaction& tx, std::string schema, const Model& model,
                       const std::vector<std::string>& only)
    : tx_{tx}, schema_{std::move(schema)}, model_{model} {
  check_only(model, only);
  for (const auto& entity : model.entities) {
    auto table = read_catalog_table(tx, schema_, entity->table);
    const bool fills =
        !entity->existing && (only.empty() || std::ranges::find(only, entity->table) != only.end());
    if (!entity->existing) check_table(*entity, table);
    if (fills && std::ranges::find(names_, entity->table) == names_.end()) names_.push_back(entity->table);
    filled_.push_back(fills);
    catalog_.push_back(std::move(table));
  }
}

std::string LiveTables::qualified(std::string_view table) const { return pg::quote(schema_, table); }

bool LiveTables::has_rows(std::string_view table) {
  return tx_.value(fmt::format("SELECT 1 FROM {} LIMIT 1", qualified(table))).has_value();
}

std::vector<std::string> LiveTables::with_rows() {
  std::vector<std::string> filled;
  for (const auto& table : names_) {
    if (has_rows(table)) filled.push_back(table);
  }
  return filled;
}

std::vector<ExistingRows> LiveTables::read_existing() {
  std::vector<ExistingRows> result;
  for (const auto& entity : model_.entities) {
    if (!entity->existing) continue;
    std::vector<std::string> columns;
    for (const auto& slot : entity->slots) {
      if (!catalog(*entity).find(slot.name)) {
        throw Error{code::bad_pack,
                    fmt::format("{}: table '{}' has no column '{}'", entity->place, entity->table, slot.name)};
      }
      columns.push_back(slot.name);
    }
    auto& rows = result.emplace_back(ExistingRows{entity->name, {}}).rows;
    const auto found =
        tx_.query(fmt::format("SELECT jsonb_build_array({}) FROM {} AS t LIMIT {}",
                              pg::quote_list(columns, "t."), qualified(*entity), max_existing + 1));
    if (found.size() > max_existing) {
      throw Error{code::bad_pack,
                  fmt::format("{}: '{}' holds too many rows to refer to", entity->place, entity->table)};
    }
    for (const auto row : found) {
      auto values = parse_json(row.text(0));
      rows.push_back(std::move(*values.as_array()));
    }
    // Not by the database: its collation may differ from machine to machine.
    std::ranges::sort(rows, {}, [](const auto& row) { return to_json(row.front()); });
  }
  return result;
}

std::int64_t LiveTables::count_rows(const Entity& entity) {
  auto rows = std::stoll(*tx_.value(fmt::format("SELECT count(*) FROM {}", qualified(entity))));
  for (const auto& column : entity.columns) {
    const auto& sequence = catalog(entity).find(column.name)->sequence;
    if (sequence.empty()) continue;
    const auto given =
        tx_.value(fmt::format("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {}", sequence));
    rows = std::max(rows, std::stoll(given.value_or("0")));
  }
  return rows;
}

std::vector<std::int64_t> LiveTables::first_serials(const Object& used) {
  std::vector<std::int64_t> first(model_.entities.size(), 0);
  for (const auto& entity : model_.entities) {
    if (entity->existing) continue;
    const auto* root = entity.get();
    while (root->parent >= 0) root = model_.entities[static_cast<std::size_t>(root->parent)].get();
    auto& serial = first[static_cast<std::size_t>(entity->index)];
    if (root != entity.get()) continue;
    serial = count_rows(*root);
    if (const auto* known = used.find(root->name); known && known->as_int())
      serial = std::max(serial, *known->as_int());
  }
  // Children count on from where their root does.
  for (const auto& entity : model_.entities) {
    const auto* root = entity.get();
    while (root->parent >= 0) root = model_.entities[static_cast<std::size_t>(root->parent)].get();
    first[static_cast<std::size_t>(entity->index)] = first[static_cast<std::size_t>(root->index)];
  }
  return first;
}

void LiveTables::need_parents() {
  const auto keys = tx_.query(
      "SELECT DISTINCT child.relname AS child, parent.relname AS parent "
      "FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS child ON child.oid = k.conrelid "
      "JOIN pg_catalog.pg_class AS parent ON parent.oid = k.confrelid "
      "JOIN pg_catalog.pg_namespace AS n ON n.oid = child.relnamespace AND n.oid = parent.relnamespace "
      "WHERE k.contype = 'f' AND n.nspname = $1 ORDER BY 2, 1",
      {schema_});
  std::set<std::string, std::less<>> generated;
  for (const auto& entity : model_.entities) {
    if (!entity->existing) generated.insert(entity->table);
  }
  // What is missing refers to further tables, which would be missing next.
  auto together = names_;
  std::string detail;
  for (std::size_t i = 0; i < together.size(); ++i) {
    for (const auto row : keys) {
      const std::string parent{row.text("parent")};
      if (row.text("child") != together[i] || !generated.contains(parent)) continue;
      if (std::ranges::find(together, parent) != together.end() || has_rows(parent)) continue;
      detail += fmt::format("{}{} refers to {}", detail.empty() ? "" : "\n", together[i], parent);
      together.push_back(parent);
    }
  }
  const auto missing = std::span{together}.subspan(names_.size());
  if (missing.empty()) return;
  throw Error{code::parents_missing,
              fmt::format("rows to fill refer to {} empty: {}",
                          missing.size() == 1 ? "a table that is" : "tables that are", join(missing, ", ")),
              detail, "fill them too: --only " + join(together, ",")};
}

std::vector<TableLayout> LiveTables::layouts() {
  const auto watched = tx_.query(
      "SELECT c.relname, a.attname FROM pg_catalog.pg_constraint AS k "
      "JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid "
      "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
      "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey) "
      "WHERE k.contype = 'f' AND n.nspname = $1",
      {schema_});
  std::set<std::pair<std::string, std::string>> keys;
  for (const auto row : watched) keys.emplace(row.text(0), row.text(1));
  std::vector<TableLayout> layouts;
  for (const auto& entity : model_.entities) {
    auto& layout = layouts.emplace_back();
    layout.skipped = !is_filled(*entity);
    if (entity->existing) continue;
    const auto& table = catalog(*entity);
    for (const auto& column : entity->columns) {
      if (table.key.size() == 1 && column.name == table.key.front()) layout.key = layout.formats.size();
      const auto& live = *table.find(column.name);
      layout.formats.push_back(live.format);
      if (live.binary) layout.binary.push_back(*live.binary);
      layout.deferred.push_back(column.later && keys.contains({entity->table, column.name}));
    }
    if (layout.binary.size() < layout.formats.size()) layout.binary.clear();
  }
  return layouts;
}

void LiveTables::advance_sequences(const std::vector<std::size_t>& rows) {
  std::set<std::string> done;
  for (const auto& entity : model_.entities) {
    if (rows[static_cast<std::size_t>(entity->index)] == 0) continue;
    for (const auto& column : entity->columns) {
      const auto& sequence = catalog(*entity).find(column.name)->sequence;
      if (sequence.empty() || !done.insert(sequence).second) continue;
      tx_.query(fmt::format("SELECT setval($1::regclass, (SELECT max({}) FROM {}))", pg::quote(column.name),
                            qualified(*entity)),
                {sequence});
    }
  }
}

}  // namespace admctl::seed
