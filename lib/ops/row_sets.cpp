// The part of the Writer that changes many rows of a table by one statement.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/row_images.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::ops {
namespace {

std::vector<std::string> column_names(const Object& columns) {
  std::vector<std::string> out;
  for (const auto& [name, value] : columns.members()) out.push_back(name);
  return out;
}

std::vector<std::string> keys_of(std::span<const KeyedRow> rows) {
  std::vector<std::string> keys;
  for (const auto& row : rows) keys.push_back(row.key);
  return keys;
}

// [{"key": ..., "image": {...}}], as jsonb_to_recordset takes it.
std::string images(std::span<const KeyedRow> rows) {
  Array list;
  for (const auto& row : rows) {
    Object entry;
    entry["key"] = row.key;
    entry["image"] = row.columns;
    list.emplace_back(std::move(entry));
  }
  return to_json(list);
}

Error missing_row(std::string_view table, std::string_view key) {
  return {code::no_such_record, fmt::format("there is no row {} {}", table, key)};
}

}  // namespace

std::vector<std::optional<Object>> Writer::lock_rows(std::string_view table, std::string_view key_column,
                                                     std::span<const std::string> keys) {
  const auto rows = tx_.query(
      fmt::format(
          "SELECT t.{0}::text, to_jsonb(t) FROM {1} AS t WHERE t.{0} = ANY($1) ORDER BY t.{0} FOR UPDATE",
          pg::quote(key_column), qualified(table)),
      {pg::array_text(keys)});
  std::map<std::string_view, std::string_view> found;
  for (const auto row : rows) found.emplace(row.text(0), row.text(1));
  std::vector<std::optional<Object>> out;
  for (const auto& key : keys) {
    const auto image = found.find(key);
    out.push_back(image == found.end() ? std::nullopt : std::optional{parse_json_object(image->second)});
  }
  return out;
}

bool Writer::knows(std::string_view table, std::span<const KeyedRow> rows) const {
  if (!std::ranges::all_of(rows, [](const KeyedRow& row) { return row.image != nullptr; })) return false;
  std::set<std::string> touched;
  for (const auto& change : changes_) {
    if (change.table == table) touched.insert(row_key(change).front().second);
  }
  return std::ranges::none_of(rows, [&](const KeyedRow& row) { return touched.contains(row.key); });
}

void Writer::update_rows(std::string_view table, std::string_view key_column, std::span<const KeyedRow> rows,
                         Role role) {
  if (rows.empty()) return;
  const auto columns = column_names(rows.front().columns);
  const bool known = knows(table, rows);
  // Rows whose image is not known are not locked yet: that is done in ascending order of the key.
  const auto locked = fmt::format(
      ", old AS MATERIALIZED (SELECT t.{0} AS key, to_jsonb(t) AS image FROM {1} AS t WHERE t.{0} = ANY($2) "
      "ORDER BY t.{0} FOR UPDATE)",
      pg::quote(key_column), qualified(table));
  const auto result = tx_.query(
      fmt::format(
          "WITH new AS MATERIALIZED (SELECT k.key, k.image FROM jsonb_to_recordset($1::jsonb) "
          "AS k (key text, image jsonb)){4} "
          "UPDATE {1} AS t SET ({2}) = (SELECT {3} FROM jsonb_populate_record(NULL::{1}, new.image) AS p) "
          "FROM new {5} RETURNING new.key, to_jsonb(t), {6}",
          pg::quote(key_column), qualified(table), pg::quote_list(columns), pg::quote_list(columns, "p."),
          known ? "" : locked,
          known
              ? fmt::format("WHERE t.{0} = ANY($2) AND t.{0}::text = new.key", pg::quote(key_column))
              : fmt::format("JOIN old ON old.key::text = new.key WHERE t.{} = old.key", pg::quote(key_column)),
          known ? "NULL" : "old.image"),
      {images(rows), pg::array_text(keys_of(rows))});
  const auto after = read_images(result, 1);
  const auto before = read_images(result, 2);
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < result.size(); ++i) place.emplace(result[i].text(0), i);
  for (const auto& row : rows) {
    const auto at = place.find(row.key);
    if (at == place.end()) throw missing_row(table, row.key);
    record_update(table, key_image({{std::string{key_column}, row.key}}),
                  known ? *row.image : *before[at->second].as_object(), *after[at->second].as_object(), role);
  }
}

void Writer::remove_rows(std::string_view table, std::string_view key_column,
                         std::span<const std::string> keys) {
  if (keys.empty()) return;
  const auto result =
      tx_.query(fmt::format("DELETE FROM {1} AS t WHERE t.{0} = ANY($1) RETURNING t.{0}::text, to_jsonb(t)",
                            pg::quote(key_column), qualified(table)),
                {pg::array_text(keys)});
  std::map<std::string_view, std::string_view> images;
  for (const auto row : result) images.emplace(row.text(0), row.text(1));
  for (const auto& key : keys) {
    const auto image = images.find(key);
    if (image == images.end()) throw missing_row(table, key);
    record({std::string{table}, key_image({{std::string{key_column}, key}}), parse_json(image->second), Value{},
            false});
  }
}

void Writer::insert_rows(std::string_view table, const std::vector<std::string>& key_columns,
                         std::vector<Object> rows, Role role) {
  if (rows.empty()) return;
  const auto columns = column_names(rows.front());
  const Array list{std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end())};
  insert_from(
      table, key_columns, columns,
      "SELECT e.place, e.image FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (image, place)",
      {to_json(list)}, list.size(), role);
}

void Writer::insert_evaluated(std::string_view table, const std::vector<std::string>& key_columns,
                              const platform::Kind& kind, std::span<const StateMove> moves,
                              const platform::Expressions& expressions, std::span<const Object> data,
                              Role role) {
  if (moves.empty()) return;
  std::vector<std::string> columns;
  for (const auto& [column, expression] : expressions) columns.push_back(column);
  pg::Params params;
  const auto source = evaluation(facts_, kind, moves, expressions, data, params);
  insert_from(table, key_columns, columns, source, params, moves.size(), role);
}

void Writer::insert_from(std::string_view table, const std::vector<std::string>& key_columns,
                         const std::vector<std::string>& columns, std::string_view images,
                         const pg::Params& params, std::size_t count, Role role) {
  const auto result = tx_.query(
      fmt::format("INSERT INTO {0} AS t ({1}) SELECT {2} FROM ({3}) AS e, "
                  "jsonb_populate_record(NULL::{0}, e.image) AS p ORDER BY e.place RETURNING to_jsonb(t)",
                  qualified(table), pg::quote_list(columns), pg::quote_list(columns, "p."), images),
      params);
  if (result.size() != count) {
    throw Error{code::sql_failed, fmt::format("not every row for {} was written", table),
                "a rule or trigger swallowed it, or its record is gone"};
  }
  for (auto& after : read_images(result, 0)) {
    Object key;
    for (const auto& column : key_columns) key[column] = after.at(column);
    record({std::string{table}, std::move(key), Value{}, std::move(after), role == Role::trail});
  }
}

}  // namespace admctl::ops
