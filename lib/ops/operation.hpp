// What the ledger keeps of one run of a writing command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/value.hpp"

namespace admctl::ops {

// One touched row. `before` and `after` hold only the columns that changed; before is null for an insert,
// after is null for a delete.
struct Change {
  std::string table;  // without schema: tables of the pack's schema
  Value key;          // {"id": "..."}
  Value before;
  Value after;
  // A row of the platform's own trail (event, audit): never undone, because history is not deleted.
  bool trail = false;
};

struct Operation {
  std::string id;        // UUIDv7
  std::int64_t seq = 0;  // position in the chain, from 1
  std::string kind;
  std::string command;
  std::string actor;
  std::string db_role;
  std::string os_user;
  std::string host;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  std::optional<std::string> idempotency_key;
  bool forced = false;
  std::optional<std::string> undoes;  // id of the operation that this one takes back
  Value summary;                      // what the command chose to say: subject, counts, overridden guards
  std::string started_at;             // RFC 3339 UTC, microseconds
  std::string finished_at;
  std::string prev_hash;
  std::string hash;
};

// The canonical JSON of a change's values: what is hashed, and what is stored.
struct ChangeText {
  std::string key;
  std::string before;  // "null" for none
  std::string after;
};
std::vector<ChangeText> texts_of(const std::vector<Change>& changes);

// SHA-256(prev_hash || canonical JSON of the operation's row and its changes), lower-case hex. `texts` are
// those of the changes.
std::string chain_hash(const Operation& operation, const std::vector<Change>& changes,
                       const std::vector<ChangeText>& texts);

}  // namespace admctl::ops
