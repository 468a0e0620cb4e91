// The configuration as people look at it: rows of the table and keys of the schema side by side.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/config/store.hpp"
#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

struct Listed {
  std::string key;
  const Setting* setting = nullptr;  // in the schema that was given; nullptr: the schema has no such key
  std::optional<Entry> entry;        // absent: no row, the default applies
  Value value;                       // of the row, else the default; masked when secret
  Value fallback;                    // the default, null when there is none; masked when secret
  bool secret = false;
  bool differs = false;  // there is a row and its value is not the default
  // Who wrote the value that is there, when the ledger knows it.
  std::optional<std::string> changed_by;
};

// In the schema's order, then the keys that it does not know.
std::vector<Listed> list(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema);

// Throws code::config_unknown_key when neither the schema nor the table has the key.
Listed look_up(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key);

}  // namespace admctl::config
