// What the ledger's schema keeps of backfills: which there are, and how far each range of keys has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/backfill_file.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

struct BackfillState {
  std::string name;
  std::string table;
  std::string hash;
  std::string state;         // "running", "paused", "cancelled", "done"
  std::int64_t total = 0;    // rows of the table when it began
  std::int64_t scanned = 0;  // rows whose key was passed
  std::int64_t changed = 0;
  std::int64_t batches = 0;
  std::int64_t ranges = 0;
  std::int64_t finished_ranges = 0;
  std::optional<Time> started_at;
  std::optional<Time> last_batch_at;
  std::optional<Time> finished_at;
};

// By name; nullopt or none on a database without a ledger too.
std::vector<BackfillState> list_backfills(pg::Transaction& tx);
std::optional<BackfillState> find_backfill(pg::Transaction& tx, std::string_view name);

// What the catalog says of the key.
struct BackfillKey {
  std::string type;  // SQL
  std::int64_t rows = 0;
};

// Throws code::bad_backfill for a table, column or expression that the server does not accept or a key that may
// be NULL, code::backfill_without_index when no index that holds all rows begins with the key.
BackfillKey check_backfill(pg::Transaction& tx, const Backfill& backfill);

// Inserts it with its ranges, so many that `workers` have some to choose from.
void begin_backfill(ops::Writer& writer, const Backfill& backfill, const BackfillKey& key,
                    std::int64_t workers);
void set_backfill_state(pg::Transaction& tx, std::string_view name, std::string_view state);

}  // namespace admctl::migrate
