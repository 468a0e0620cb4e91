// The part of the Writer that changes many rows of a table by one statement.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
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
  for (const auto& row : rows) list.emplace_back(Object{{"key", row.key}, {"image", row.columns}});
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
    out.push_back(image == found.end() ? std::nullopt : std::optional{*parse_json(image->second).as_object()});
  }
  return out;
}

void Writer::update_rows(std::string_view table, std::string_view key_column, std::span<const KeyedRow> rows,
                         Role role) {
  if (rows.empty()) return;
  const auto columns = column_names(rows.front().columns);
  const auto result = tx_.query(
      fmt::format(
          "WITH new AS MATERIALIZED (SELECT k.key, k.image FROM jsonb_to_recordset($1::jsonb) "
          "AS k (key text, image jsonb)), "
          "old AS MATERIALIZED (SELECT t.{0} AS key, to_jsonb(t) AS image FROM {1} AS t "
          "WHERE t.{0} = ANY($2) ORDER BY t.{0} FOR UPDATE) "
          "UPDATE {1} AS t SET ({2}) = (SELECT {3} FROM jsonb_populate_record(NULL::{1}, new.image) AS p) "
          "FROM old JOIN new ON new.key = old.key::text WHERE t.{0} = old.key "
          "RETURNING new.key, old.image, to_jsonb(t)",
          pg::quote(key_column), qualified(table), pg::quote_list(columns), pg::quote_list(columns, "p.")),
      {images(rows), pg::array_text(keys_of(rows))});
  std::map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < result.size(); ++i) place.emplace(result[i].text(0), i);
  for (const auto& row : rows) {
    const auto at = place.find(row.key);
    if (at == place.end()) throw missing_row(table, row.key);
    const auto image = result[at->second];
    record_update(table, key_image({{std::string{key_column}, row.key}}), image.text(1), image.text(2), role);
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
                         std::span<const Object> rows, Role role) {
  if (rows.empty()) return;
  const auto columns = column_names(rows.front());
  Array list;
  for (const auto& row : rows) list.emplace_back(row);
  const auto result = tx_.query(
      fmt::format("INSERT INTO {0} AS t ({1}) SELECT {2} FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY "
                  "AS e (image, place), jsonb_populate_record(NULL::{0}, e.image) AS p ORDER BY e.place "
                  "RETURNING to_jsonb(t)",
                  qualified(table), pg::quote_list(columns), pg::quote_list(columns, "p.")),
      {to_json(list)});
  if (result.size() != rows.size()) {
    throw Error{code::sql_failed, fmt::format("a rule or trigger swallowed rows for {}", table)};
  }
  for (const auto row : result) {
    auto after = parse_json(row.text(0));
    Object key;
    for (const auto& column : key_columns) key[column] = after.at(column);
    record({std::string{table}, std::move(key), Value{}, std::move(after), role == Role::trail});
  }
}

}  // namespace admctl::ops
