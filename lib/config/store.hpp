// What the platform's settings are now, wherever they are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/ops/setting_store.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

struct Entry {
  const platform::ConfigStore* store = nullptr;  // of the pack
  std::string id;                                // primary key, as text
  std::string key;
  Value value;
  std::optional<std::string> updated;  // as PostgreSQL writes a timestamp into JSON
  std::string revision;
  std::optional<std::string> version;  // of a versioned document: the active one, whose value this is
};

// The revision of a key that has no row; what --expect says to insist on that.
inline constexpr std::string_view no_revision = "none";

// 12 hex digits that change whenever the value or its time does.
std::string revision_of(std::string_view key, const Value& value, const std::optional<std::string>& updated);

// Throws code::no_config when the platform has no configuration.
const platform::ConfigMapping& mapping_of(const platform::Pack& pack);
// Where the key is kept; for a key that the schema does not know the first store of keys. Throws
// code::bad_pack.
const platform::ConfigStore& store_of(const platform::Pack& pack, const Schema& schema, std::string_view key);

// A row of a store that is not hidden. The revision of a secret follows the row's version instead of its value,
// which must not be guessed from it.
Entry read_entry(const platform::ConfigStore& store, const Schema& schema, const ops::SettingRow& row);

// Sorted by key, documents with their active version included. Throws code::schema_missing when a table does
// not exist.
std::vector<Entry> load_entries(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema);
// nullopt when no row of that key is in use.
std::optional<Entry> find_entry(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                std::string_view key);

// The values that count now: those of rows, else the defaults.
ValueOf values_of(const Schema& schema, const std::vector<Entry>& entries);

}  // namespace admctl::config
