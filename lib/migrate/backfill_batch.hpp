// One batch of a backfill: a range of keys is changed and its checkpoint moved, in one transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "lib/migrate/backfill_file.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

struct Batch {
  enum class Kind {
    done,     // rows were passed
    waiting,  // others are at work on all ranges that are left
    stopped,  // it was paused or cancelled
    finished  // no range is left
  };
  Kind kind = Kind::done;
  std::int64_t scanned = 0;
  std::int64_t changed = 0;
  std::chrono::microseconds took{};
};

// Runs batches for one worker. Whoever dies between two of them leaves nothing behind: a range belongs to who
// has its row locked, no longer than a batch.
class BatchRunner {
 public:
  // `key_type` as SQL; `schema` becomes the search_path.
  BatchRunner(pg::Session& session, const Backfill& backfill, std::string key_type, std::string schema);

  // At most `rows` keys of the worker's own range, or of one that nobody is at. Throws code::backfill_failed
  // with the keys when the server refuses the change, code::lock_timeout and serialization as they are: nothing
  // of the batch is kept then.
  Batch run(std::int64_t rows);

 private:
  struct Range;
  struct Step;

  Step next_step(pg::Transaction& tx, const Range& range, std::int64_t rows);
  std::int64_t change(pg::Transaction& tx, const Range& range, const Step& step);

  pg::Session& session_;
  const Backfill& backfill_;
  std::string key_type_;
  std::string schema_;
  std::int64_t own_range_ = -1;
};

// How far the slowest replica is behind; 0 without replicas, or without the right to see them (pg_monitor).
Millis replica_lag(pg::Session& session);

}  // namespace admctl::migrate
