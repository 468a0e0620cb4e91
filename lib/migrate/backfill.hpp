// Runs a backfill: workers with sessions of their own, batches that adapt to their time, checkpoints in the
// ledger. Every row is changed exactly once, whatever dies when.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "lib/core/clock.hpp"
#include "lib/migrate/backfill_file.hpp"
#include "lib/migrate/backfill_store.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::migrate {

struct BackfillProgress {
  std::int64_t scanned = 0;  // of the whole backfill, earlier runs too
  std::int64_t changed = 0;
  std::int64_t total = 0;      // an estimate
  std::int64_t batch = 0;      // rows of a batch now
  std::optional<Millis> lag;   // of the slowest replica, when the workers wait for it
  double rows_per_second = 0;  // passed by this run
  std::optional<Millis> left;  // at that speed
};

struct BackfillOptions {
  std::optional<std::int64_t> workers;  // instead of the declared number
  // A paused one goes on.
  bool resume = false;
  // Called by the calling thread a few times a second. What it throws ends the run after the batches under way.
  std::function<void(const BackfillProgress&)> on_progress = [](const BackfillProgress&) {};
  std::function<void(std::string_view)> say = [](std::string_view) {};
};

// Begins it, or continues where it stands, until it is done, paused or cancelled; returns how it stands then.
// Any number of processes may run the same one at once. Rows that are inserted meanwhile behind the keys that
// were passed are left alone: whatever writes them must write them as the backfill would. Begin and end are
// operations of the ledger. Throws what check_backfill() and BatchRunner::run() throw, code::backfill_moved
// when one of that name was begun with another table, key, set or where, code::backfill_cancelled.
BackfillState run_backfill(pg::Session& session, const platform::Pack& pack, const Backfill& backfill,
                           const ops::Request& request, const BackfillOptions& options);

// Each is an operation of the ledger and takes effect at the next batch of whoever runs it. Throws
// code::unknown_backfill, and code::backfill_cancelled or backfill_moved when it is over already.
BackfillState pause_backfill(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                             std::string_view name);
BackfillState cancel_backfill(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                              std::string_view name);

}  // namespace admctl::migrate
