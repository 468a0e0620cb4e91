// The platform's key/value table as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

struct Entry {
  std::string id;  // primary key, as text
  std::string key;
  Value value;
  std::optional<std::string> updated;  // as PostgreSQL writes a timestamp into JSON
  std::string revision;
};

// The revision of a key that has no row; what --expect says to insist on that.
inline constexpr std::string_view no_revision = "none";

// 12 hex digits that change whenever the value or its time does.
std::string revision_of(std::string_view key, const Value& value, const std::optional<std::string>& updated);

// Throws code::no_config when the platform has no configuration table.
const platform::ConfigMapping& mapping_of(const platform::Pack& pack);

// A row of the table, given as all its columns.
Entry read_entry(const platform::ConfigMapping& mapping, const Object& row);

// Sorted by key. Throws code::schema_missing when the table does not exist.
std::vector<Entry> load_entries(pg::Transaction& tx, const platform::Pack& pack);
std::optional<Entry> find_entry(pg::Transaction& tx, const platform::Pack& pack, std::string_view key);

}  // namespace admctl::config
