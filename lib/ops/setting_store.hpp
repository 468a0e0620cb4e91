// The tables in which a platform keeps its settings: rows as they are, and writing them. What a value may be is
// the business of lib/config.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

struct SettingRow {
  std::string id;                      // primary key, as text
  std::string key;                     // of a versioned document: the version
  Value value;                         // a text without type column: as text
  std::optional<std::string> updated;  // as PostgreSQL writes a timestamp into JSON
  bool hidden = false;                 // its `active` column is false
  std::string row_version;             // changes with every write of the row
  Object columns;                      // all of them
};

// A row given as all its columns. Throws code::schema_missing when one is missing that the store names.
SettingRow read_setting(const platform::ConfigStore& store, Object columns);
// What the store's value column says, read by its type column; `columns` are some or all of a row.
Value setting_value(const platform::ConfigStore& store, const Object& columns);

// Sorted by key; hidden ones included. The table of native settings may be missing: then there are none. Throws
// code::schema_missing when another table does not exist.
std::vector<SettingRow> load_settings(pg::Transaction& tx, const platform::Pack& pack,
                                      const platform::ConfigStore& store);
std::optional<SettingRow> find_setting(pg::Transaction& tx, const platform::Pack& pack,
                                       const platform::ConfigStore& store, std::string_view key);

// Makes other operations that change settings of the store wait until the transaction ends, so that rules
// across keys hold: called before looking at rows.
void lock_store(Writer& writer, const platform::ConfigStore& store);
// FOR UPDATE.
std::optional<SettingRow> lock_setting(Writer& writer, const platform::ConfigStore& store,
                                       std::string_view key);

struct NewSetting {
  std::string_view key;
  const Value& value;
  bool secret = false;                 // the images hide the value
  std::string_view description;        // for a new row, when the store has a column for it
  std::optional<std::string> id = {};  // of a new row; absent: a fresh one
};

// Updates the row, or inserts one when `row` is absent; a hidden row is shown again.
void put_setting(Writer& writer, const platform::ConfigStore& store, const std::optional<SettingRow>& row,
                 const NewSetting& setting);
// Hides the row when the store can, else deletes it.
void remove_setting(Writer& writer, const platform::ConfigStore& store, const SettingRow& row, bool secret);

}  // namespace admctl::ops
