// Changing one configuration value.
#pragma once

#include <optional>
#include <string>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::config {

struct SetRequest {
  std::string key;
  std::string text;  // the value as it was typed
  bool json = false;
  // The revision that the value must have now; no_revision: there must be no row.
  std::optional<std::string> expect;
};

struct SetResult {
  // Masked when the key is secret. `before` is absent when there was no row.
  std::optional<Value> before;
  Value after;
  std::string revision;  // of the new value; empty after a dry run or when the request was applied before
  bool unchanged = false;
  ops::Outcome outcome;
};

// Locks the key's row, compares the revision, writes the value with an audit row. Setting the value that is
// there already writes nothing. Throws code::config_unknown_key, config_invalid, config_moved (saying what the
// value is now and who changed it last), and what ops::write throws.
SetResult set(pg::Session& session, const platform::Pack& pack, const Schema& schema,
              const ops::Request& request, const SetRequest& wanted, const ops::WriteOptions& options = {});

}  // namespace admctl::config
