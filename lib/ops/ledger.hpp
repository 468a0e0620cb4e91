// Reading and appending the ledger: schema `admctl` of the target database, append-only, hash-chained.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ops/ledger_schema.hpp"
#include "lib/ops/operation.hpp"
#include "lib/pg/session.hpp"

namespace admctl::ops {

// Gives the operation its place in the chain (seq, prev_hash, hash, finished_at) and inserts it with its
// changes. Locks the head of the chain until the transaction ends: call it last. Returns the transaction's id
// (xid8), by which pg_xact_status() tells what became of it.
std::string append(pg::Transaction& tx, Operation& operation, const std::vector<Change>& changes);

struct OperationFilter {
  std::optional<std::string> kind;
  std::optional<std::string> actor;
  std::optional<std::string> ticket;
  bool forced = false;               // only those that overrode something
  std::optional<std::string> since;  // finished then or later: a timestamp
  std::optional<std::string> until;  // finished before
  std::optional<std::string> table;  // with `key`: operations that touched that row
  std::optional<std::string> key;    // {"id": "..."} as canonical JSON
  std::int64_t limit = 50;
};

// Newest first.
std::vector<Operation> list_operations(pg::Transaction& tx, const OperationFilter& filter);
// `id` may be a unique beginning of it. Throws code::no_such_operation, naming the candidates when several
// match.
Operation find_operation(pg::Transaction& tx, std::string_view id);
std::optional<Operation> find_by_idempotency_key(pg::Transaction& tx, std::string_view key);
// The operation that took `id` back.
std::optional<Operation> find_undo_of(pg::Transaction& tx, std::string_view id);
std::vector<Change> load_changes(pg::Transaction& tx, std::string_view id);

// The next operations after `seq` in the order of the chain, at most `limit`.
std::vector<Operation> load_operations_after(pg::Transaction& tx, std::int64_t seq, std::int64_t limit);

}  // namespace admctl::ops
