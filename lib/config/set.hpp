// Changing configuration values: one or many, in one operation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::config {

// What a key shall be.
struct Wanted {
  std::string key;
  std::optional<Value> value;  // absent: no row, so that the default applies
  // The revision that the key must have now; no_revision: there must be no row.
  std::optional<std::string> expect = {};
};

struct KeyChange {
  std::string key;
  std::optional<Value> before;  // masked when the key is secret; absent: there was no row
  std::optional<Value> after;
  std::string revision;  // of what is there now; empty after a dry run or when the request was applied before
};

struct ChangeResult {
  std::vector<KeyChange> changes;    // in order of the keys
  std::vector<KeyChange> unchanged;  // that were as wanted already
  ops::Outcome outcome;
};

// Locks the keys, compares the revisions, checks values and rules across keys, writes what differs with an
// audit row each. Writing nothing but what is there leaves no trace. A key that the schema does not know can
// only be removed, or stay as it is. Throws code::config_unknown_key, config_invalid, config_rule_broken,
// config_versioned, config_moved (which says of every key that moved what it is now and who changed it last),
// key_reused, and what ops::write throws.
ChangeResult change(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                    const ops::Request& request, std::vector<Wanted> wanted,
                    const ops::WriteOptions& options = {});

struct SetRequest {
  std::string key;
  std::string text;  // the value as it was typed
  bool json = false;
  std::optional<std::string> expect;
};

struct SetResult {
  std::optional<Value> before;
  Value after;
  std::string revision;
  bool unchanged = false;
  ops::Outcome outcome;
};

// change() for one key and a value as it was typed.
SetResult set(pg::Session& session, const platform::Pack& pack, const Schema& schema,
              const ops::Request& request, const SetRequest& wanted, const ops::WriteOptions& options = {});

}  // namespace admctl::config
