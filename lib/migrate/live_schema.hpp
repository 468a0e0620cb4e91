// What a database tells about its tables, as far as lint and plans ask.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "lib/migrate/known_schema.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// The tables that the transaction's search_path finds and those of other schemas under "schema.name"; those of
// the system and of the ledger aside. Takes no lock on them.
KnownSchema read_known_schema(pg::Transaction& tx);

struct TableSize {
  std::int64_t bytes = 0;                  // with indexes and TOAST
  std::int64_t rows = 0;                   // the planner's estimate; -1 when it was never analysed
  std::int64_t oldest_transaction_ms = 0;  // of those that hold a lock on it now; 0: none
};

// By the same names. Reads the sizes of files: waits, at most lock_timeout, for a table that is locked
// exclusively.
std::map<std::string, TableSize, std::less<>> read_table_sizes(pg::Transaction& tx);

}  // namespace admctl::migrate
