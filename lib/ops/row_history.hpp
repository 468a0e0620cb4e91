// What the ledger knows about one row: every change, with the operation that made it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ops/operation.hpp"
#include "lib/pg/session.hpp"

namespace admctl::ops {

struct RowChange {
  std::string operation;  // id
  std::string kind;
  std::string actor;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  std::string time;  // RFC 3339 UTC
  Change change;
};

// A row named by a column that people know it by, such as a configuration key.
struct NamedRow {
  std::string table;
  std::string column;
  std::string name;
  std::optional<Value> key;  // {"id": "..."} of the row as it is now; absent when there is none
};

// Newest first, rows of that name that were deleted since included; the platform's trail is left out. Empty
// without a ledger.
std::vector<RowChange> row_history(pg::Transaction& tx, const NamedRow& row, std::int64_t limit);

// The same for a row whose key is known, by the ledger's index alone: however long the ledger is.
std::vector<RowChange> row_history(pg::Transaction& tx, std::string_view table, const Value& key,
                                   std::int64_t limit);

}  // namespace admctl::ops
