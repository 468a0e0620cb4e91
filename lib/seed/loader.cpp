#include "lib/seed/loader.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/pg/copy.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

// Families per round of COPY: large enough that starting a COPY does not matter, small enough for memory.
constexpr std::int64_t batch_size = 500;
constexpr std::size_t max_existing = 100'000;

TableLayout layout_of(const Entity& entity, const CatalogTable& table) {
  TableLayout layout;
  for (const auto& column : entity.columns) {
    if (table.key.size() == 1 && column.name == table.key.front()) layout.key = layout.formats.size();
    layout.formats.push_back(table.find(column.name)->format);
  }
  return layout;
}

// An array literal of PostgreSQL.
std::string array_of(const std::vector<LaterRow>& rows, std::size_t position) {
  std::string out = "{";
  for (const auto& row : rows) {
    if (out.size() > 1) out += ',';
    if (!row[position]) {
      out += "NULL";
      continue;
    }
    out += '"';
    for (const char c : *row[position]) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + '}';
}

}  // namespace

Loader::Loader(pg::Transaction& tx, std::string schema, const Model& model)
    : tx_{tx}, schema_{std::move(schema)}, model_{model}, rows_(model.entities.size()) {
  for (const auto& entity : model.entities) {
    auto table = read_catalog_table(tx, schema_, entity->table);
    if (!entity->existing) check_table(*entity, table);
    layouts_.push_back(entity->existing ? TableLayout{} : layout_of(*entity, table));
    catalog_.push_back(std::move(table));
  }
}

std::string Loader::qualified(const Entity& entity) const { return pg::quote(schema_, entity.table); }

std::vector<std::string> Loader::filled_tables(std::string_view except) {
  std::vector<std::string> filled;
  std::set<std::string> seen;
  for (const auto& entity : model_.entities) {
    if (entity->existing || entity->table == except || !seen.insert(entity->table).second) continue;
    if (tx_.value(fmt::format("SELECT 1 FROM {} LIMIT 1", qualified(*entity)))) filled.push_back(entity->table);
  }
  return filled;
}

std::vector<ExistingRows> Loader::read_existing() {
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

void Loader::load(const Inputs& inputs, const Progress& progress) {
  FamilyWriter writer{model_, inputs, layouts_};
  Batch batch;
  for (const auto& root : model_.entities) {
    if (root->existing || root->parent >= 0) continue;
    const auto count = writer.count(*root);
    for (std::int64_t from = 0; from < count; from += batch_size) {
      const auto to = std::min(count, from + batch_size);
      batch.clear();
      writer.write(*root, from, to, batch);
      for (const auto& entity : model_.entities) copy(*entity, batch[static_cast<std::size_t>(entity->index)]);
      for (const auto& entity : model_.entities)
        fill_later(*entity, batch[static_cast<std::size_t>(entity->index)]);
      if (progress) progress(root->name, static_cast<std::size_t>(to), static_cast<std::size_t>(count));
    }
  }
}

void Loader::copy(const Entity& entity, const TableRows& rows) {
  if (rows.rows == 0) return;
  std::vector<std::string> columns;
  for (const auto& column : entity.columns) columns.push_back(column.name);
  pg::CopyIn copy{tx_, qualified(entity), columns};
  copy.write(rows.text);
  rows_[static_cast<std::size_t>(entity.index)] += copy.finish();
}

void Loader::fill_later(const Entity& entity, const TableRows& rows) {
  if (rows.later.empty()) return;
  const auto& table = catalog(entity);
  const auto& key = table.key.front();
  std::vector<std::string> columns;
  for (const auto& column : entity.columns) {
    if (column.later) columns.push_back(column.name);
  }
  pg::Params params;
  std::string arrays =
      fmt::format("{}::{}[]", pg::bind(params, array_of(rows.later, 0)), table.find(key)->type);
  std::string names = "k";
  std::string sets;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    arrays +=
        fmt::format(", {}::{}[]", pg::bind(params, array_of(rows.later, i + 1)), table.find(columns[i])->type);
    names += fmt::format(", v{}", i);
    sets += fmt::format("{}{} = v.v{}", i > 0 ? ", " : "", pg::quote(columns[i]), i);
  }
  tx_.query(fmt::format("UPDATE {} AS t SET {} FROM unnest({}) AS v({}) WHERE t.{} = v.k", qualified(entity),
                        sets, arrays, names, pg::quote(key)),
            params);
}

void Loader::advance_sequences() {
  std::set<std::string> done;
  for (const auto& entity : model_.entities) {
    if (rows_[static_cast<std::size_t>(entity->index)] == 0) continue;
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
