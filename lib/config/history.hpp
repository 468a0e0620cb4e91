// Who changed a configuration key to what: from the ledger, and from the platform's own audit table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

struct Edit {
  std::string time;  // RFC 3339 UTC
  std::string actor;
  std::string action;           // "config.set", "undo", or the platform's own word
  std::optional<Value> before;  // absent: there was no value
  std::optional<Value> after;   // absent: the value was removed
  std::optional<std::string> reason;
  std::optional<std::string> operation;  // absent: not made by admctl
  // Of `before` and `after`, as far as the ledger tells; no_revision for no value, empty for secrets.
  std::string revision_before;
  std::string revision_after;
};

// Newest first, at most `limit`. Secret values are masked. Of a versioned document the values say which version
// became what. Throws code::no_config, and code::config_unknown_key when neither schema, table nor history know
// the key.
std::vector<Edit> history(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                          std::string_view key, std::int64_t limit);

// The newest edit that the ledger knows; nullopt when it knows none.
std::optional<Edit> last_edit(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                              std::string_view key);

}  // namespace admctl::config
