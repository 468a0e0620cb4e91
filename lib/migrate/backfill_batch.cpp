#include "lib/migrate/backfill_batch.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::migrate {

using Steady = std::chrono::steady_clock;

struct BatchRunner::Range {
  std::int64_t nr = 0;
  std::optional<std::string> done_to;  // the last key that was passed
  std::optional<std::string> upper;
};

struct BatchRunner::Step {
  std::optional<std::string> up_to;  // the last key of the batch; nullopt: there are no more
  std::int64_t rows = 0;
  bool is_last = false;
};

BatchRunner::BatchRunner(pg::Session& session, const Backfill& backfill, std::string key_type,
                         std::string schema)
    : session_{session}, backfill_{backfill}, key_type_{std::move(key_type)}, schema_{std::move(schema)} {}

BatchRunner::Step BatchRunner::next_step(pg::Transaction& tx, const Range& range, std::int64_t rows) {
  const auto key = pg::quote(backfill_.key);
  pg::Params params;
  std::string condition = "true";
  if (range.done_to)
    condition += fmt::format(" AND {} > {}::{}", key, pg::bind(params, range.done_to), key_type_);
  if (range.upper) condition += fmt::format(" AND {} <= {}::{}", key, pg::bind(params, range.upper), key_type_);
  const auto found = tx.query(
      fmt::format(
          "SELECT k::text, nr FROM (SELECT {0} AS k, row_number() OVER (ORDER BY {0}) AS nr FROM {1} WHERE {2} "
          "ORDER BY {0} LIMIT {3}) AS s ORDER BY nr DESC LIMIT 1",
          key, backfill_.quoted_table(), condition, rows),
      params);
  if (found.empty()) return {std::nullopt, 0, true};
  const auto count = found.front().integer(1);
  return {std::string{found.front().text(0)}, count, count < rows};
}

std::int64_t BatchRunner::change(pg::Transaction& tx, const Range& range, const Step& step) {
  const auto key = pg::quote(backfill_.key);
  std::vector<std::string> sets;
  for (const auto& each : backfill_.sets)
    sets.push_back(fmt::format("{} = ({})", pg::quote(each.first), each.second));
  pg::Params params;
  auto condition = fmt::format("{} <= {}::{}", key, pg::bind(params, step.up_to), key_type_);
  if (range.done_to)
    condition += fmt::format(" AND {} > {}::{}", key, pg::bind(params, range.done_to), key_type_);
  if (backfill_.where) condition += fmt::format(" AND ({}\n)", *backfill_.where);
  try {
    return static_cast<std::int64_t>(tx.query(fmt::format("UPDATE {} SET {} WHERE {}", backfill_.quoted_table(),
                                                          join(sets, ", "), condition),
                                              params)
                                         .affected());
  } catch (const pg::SqlError& error) {
    const bool passing = error.code() == code::lock_timeout || error.code() == code::serialization ||
                         error.code() == code::statement_timeout || error.code() == code::connection_lost ||
                         error.code() == code::interrupted;
    if (passing) throw;
    throw Error{code::backfill_failed,
                fmt::format("{}: the batch of keys after {} up to {} failed: {}", backfill_.name,
                            range.done_to.value_or("the beginning"), *step.up_to, error.message()),
                error.detail(),
                "what was done before stays; mend the rows or the declaration, the same command continues"};
  }
}

Batch BatchRunner::run(std::int64_t rows) {
  const auto start = Steady::now();
  pg::Transaction::Options options;
  options.schema = schema_;
  pg::Transaction tx{session_, options};
  const auto state = tx.value("SELECT state FROM admctl.backfill WHERE name = $1", {backfill_.name});
  if (state != "running") return {state == "done" ? Batch::Kind::finished : Batch::Kind::stopped, 0, 0, {}};
  const auto claimed = tx.query(
      "SELECT nr, done_to, upper_key FROM admctl.backfill_range WHERE backfill = $1 AND finished_at IS NULL "
      "ORDER BY nr <> $2, nr LIMIT 1 FOR UPDATE SKIP LOCKED",
      {backfill_.name, std::to_string(own_range_)});
  if (claimed.empty()) {
    const auto left =
        tx.value("SELECT 1 FROM admctl.backfill_range WHERE backfill = $1 AND finished_at IS NULL LIMIT 1",
                 {backfill_.name});
    return {left ? Batch::Kind::waiting : Batch::Kind::finished, 0, 0, {}};
  }
  const Range range{claimed.front().integer(0), claimed.front().get(1), claimed.front().get(2)};
  own_range_ = range.nr;
  const auto step = next_step(tx, range, rows);
  Batch batch;
  batch.scanned = step.rows;
  if (step.up_to) batch.changed = change(tx, range, step);
  tx.query(
      "UPDATE admctl.backfill_range SET done_to = coalesce($3, done_to), scanned = scanned + $4, changed = "
      "changed "
      "+ $5, batches = batches + 1, updated_at = clock_timestamp(), finished_at = CASE WHEN $6 THEN "
      "clock_timestamp() END WHERE backfill = $1 AND nr = $2",
      {backfill_.name, std::to_string(range.nr), step.up_to, std::to_string(batch.scanned),
       std::to_string(batch.changed), step.is_last ? "true" : "false"});
  tx.commit();
  batch.took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start);
  return batch;
}

Millis replica_lag(pg::Session& session) {
  pg::Transaction tx{session};
  return Millis{
      tx.query(
            "SELECT coalesce(max(extract(epoch FROM replay_lag) * 1000), 0)::bigint FROM pg_stat_replication")
          .front()
          .integer(0)};
}

}  // namespace admctl::migrate
