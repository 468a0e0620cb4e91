#include "lib/ops/writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::ops {
namespace {

std::string key_condition(const RowKey& key, std::string_view alias, pg::Params& params) {
  std::string out;
  for (const auto& [column, value] : key) {
    out += fmt::format("{}{}.{} = {}", out.empty() ? "" : " AND ", alias, pg::quote(column),
                       pg::bind(params, value));
  }
  return out;
}

std::string describe(std::string_view table, const RowKey& key) {
  std::string out{table};
  for (const auto& [column, value] : key) out += fmt::format(" {}={}", column, value);
  return out;
}

std::vector<std::string> names(const Object& columns) {
  std::vector<std::string> out;
  for (const auto& [name, value] : columns.members()) out.push_back(name);
  return out;
}

// Keeps of two images of the same row what differs.
std::pair<Object, Object> changed_columns(const Object& before, const Object& after) {
  Object old_values;
  Object new_values;
  for (const auto& [name, value] : after.members()) {
    const auto* old_value = before.find(name);
    if (old_value && *old_value == value) continue;
    old_values[name] = old_value ? *old_value : Value{};
    new_values[name] = value;
  }
  return {std::move(old_values), std::move(new_values)};
}

}  // namespace

Writer::Writer(pg::Transaction& tx, const platform::Pack& pack, const Request& request, std::string id,
               std::string now)
    : tx_{tx}, request_{request}, facts_{&pack,         std::move(id),  std::move(now),
                                         request.actor, request.reason, request.ticket} {}

void Writer::advance() {
  if (const auto time = parse_time(facts_.now)) facts_.now = to_sql_timestamp(*time + Millis{1});
}

std::string Writer::qualified(std::string_view table) const { return quoted_table(pack(), table); }

std::optional<Object> Writer::lock(std::string_view table, const RowKey& key) {
  pg::Params params;
  const auto condition = key_condition(key, "t", params);
  const auto image = tx_.value(
      fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE {} FOR UPDATE", qualified(table), condition), params);
  if (!image) return std::nullopt;
  return parse_json_object(*image);
}

const Change& Writer::update(std::string_view table, const RowKey& key, const Object& columns, Role role) {
  const auto column_names = names(columns);
  pg::Params params;
  const auto condition = key_condition(key, "t", params);
  const auto image = pg::bind(params, to_json(columns));
  const auto rows = tx_.query(
      fmt::format(
          "WITH old AS MATERIALIZED (SELECT to_jsonb(t) AS image FROM {0} AS t WHERE {1} FOR UPDATE) "
          "UPDATE {0} AS t SET ({2}) = (SELECT {3} FROM jsonb_populate_record(NULL::{0}, {4}::jsonb) AS p) "
          "FROM old WHERE {1} RETURNING old.image, to_jsonb(t)",
          qualified(table), condition, pg::quote_list(column_names), pg::quote_list(column_names, "p."), image),
      params);
  if (rows.empty()) throw Error{code::no_such_record, "there is no row " + describe(table, key)};
  if (rows.size() > 1) throw Error{code::bug, "the key is not unique: " + describe(table, key)};
  return record_update(table, key_image(key), parse_json_object(rows.front().text(0)),
                       parse_json_object(rows.front().text(1)), role);
}

const Change& Writer::record_update(std::string_view table, Value key, const Object& before,
                                    const Object& after, Role role) {
  auto [old_values, new_values] = changed_columns(before, after);
  return record(
      {std::string{table}, std::move(key), std::move(old_values), std::move(new_values), role == Role::trail});
}

const Change& Writer::insert(std::string_view table, const std::vector<std::string>& key_columns,
                             const Object& columns, Role role) {
  const auto column_names = names(columns);
  pg::Params params;
  const auto image = pg::bind(params, to_json(columns));
  const auto rows = tx_.query(
      fmt::format(
          "INSERT INTO {0} AS t ({1}) SELECT {2} FROM jsonb_populate_record(NULL::{0}, {3}::jsonb) AS p "
          "RETURNING to_jsonb(t)",
          qualified(table), pg::quote_list(column_names), pg::quote_list(column_names, "p."), image),
      params);
  if (rows.empty())
    throw Error{code::sql_failed, "a rule or trigger swallowed the row for " + std::string{table}};
  auto after = parse_json_object(rows.front().text(0));
  Object key;
  for (const auto& column : key_columns) key[column] = after[column];
  return record({std::string{table}, std::move(key), Value{}, std::move(after), role == Role::trail});
}

const Change& Writer::remove(std::string_view table, const RowKey& key) {
  pg::Params params;
  const auto condition = key_condition(key, "t", params);
  const auto rows = tx_.query(
      fmt::format("DELETE FROM {} AS t WHERE {} RETURNING to_jsonb(t)", qualified(table), condition), params);
  if (rows.empty()) throw Error{code::no_such_record, "there is no row " + describe(table, key)};
  return record({std::string{table}, key_image(key), parse_json_object(rows.front().text(0)), Value{}, false});
}

void Writer::mask(const std::vector<std::string>& columns) {
  if (changes_.empty()) throw Error{code::bug, "there is no change to mask"};
  auto& change = changes_.back();
  for (auto* image : {change.before.as_object(), change.after.as_object()}) {
    if (!image) continue;
    for (const auto& column : columns) {
      if (image->find(column)) (*image)[column] = redacted;
    }
  }
  masked_ = true;
}

void Writer::tentatively(const std::function<bool()>& body) {
  struct TakeBack {};
  const auto changes = changes_.size();
  const auto overrides = overrides_.size();
  const auto forget = [&] {
    changes_.resize(changes);
    overrides_.resize(overrides);
  };
  try {
    tx_.savepoint([&] {
      if (!body()) throw TakeBack{};
    });
  } catch (const TakeBack&) {
    forget();
  } catch (...) {
    forget();
    throw;
  }
}

void Writer::count_bulk(std::string_view table, std::size_t rows) {
  const auto known = bulk_[table].as_int() ? *bulk_[table].as_int() : 0;
  bulk_[table] = known + static_cast<std::int64_t>(rows);
}

void Writer::summarise(std::string_view member, Value value) { summary_[member] = std::move(value); }

void Writer::record_override(std::string what) { overrides_.push_back(std::move(what)); }

Object Writer::summary() const {
  auto out = summary_;
  if (!bulk_.empty()) out["bulk"] = bulk_;
  if (!overrides_.empty()) out["overridden"] = to_array(overrides_);
  if (masked_) out[masked_member] = true;
  return out;
}

const Change& Writer::record(Change change) {
  changes_.push_back(std::move(change));
  return changes_.back();
}

std::string quoted_table(const platform::Pack& pack, std::string_view table) {
  if (table != platform::native_settings_table && table != platform::native_categories_table)
    return pg::quote(pack.schema, table);
  const auto dot = table.find('.');
  return pg::quote(table.substr(0, dot), table.substr(dot + 1));
}

Value key_image(const RowKey& key) {
  Object out;
  for (const auto& [column, value] : key) out[column] = value;
  return out;
}

RowKey row_key(const Change& change) {
  RowKey key;
  if (const auto* object = change.key.as_object()) {
    for (const auto& [column, value] : object->members()) {
      const auto* text = value.as_string();
      key.emplace_back(column, text ? *text : to_json(value));
    }
  }
  return key;
}

}  // namespace admctl::ops
