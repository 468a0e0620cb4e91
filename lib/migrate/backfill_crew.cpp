#include "lib/migrate/backfill_crew.hpp"

#include <algorithm>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"

namespace admctl::migrate {
namespace {

constexpr Millis idle_pause{100};
constexpr Millis lag_pause{500};
constexpr Millis conflict_pause{250};
constexpr int attempts = 10;
constexpr std::int64_t smallest_batch = 10;

// What a batch may meet that passes by itself.
bool is_passing(const Error& error) {
  return error.code() == code::lock_timeout || error.code() == code::serialization ||
         error.code() == code::statement_timeout;
}

// The size with which the batch would have taken the time wanted; at most twice or half of what it was.
std::int64_t adapted(std::int64_t rows, std::chrono::microseconds took, const Backfill& backfill) {
  const auto wanted = std::chrono::duration_cast<std::chrono::microseconds>(backfill.target);
  const auto ratio =
      static_cast<double>(wanted.count()) / static_cast<double>(std::max<std::int64_t>(took.count(), 1));
  const auto next = static_cast<std::int64_t>(static_cast<double>(rows) * std::clamp(ratio, 0.5, 2.0));
  return std::clamp(next, std::min(smallest_batch, backfill.max_batch), backfill.max_batch);
}

}  // namespace

BackfillCrew::BackfillCrew(const pg::Session& beside, const Backfill& backfill, std::string key_type,
                           std::string schema, std::int64_t workers)
    : backfill_{backfill}, key_type_{std::move(key_type)}, schema_{std::move(schema)}, batch_{backfill.batch} {
  for (std::int64_t i = 0; i < workers; ++i) {
    sessions_.push_back(
        std::make_unique<pg::Session>(beside.open_another("admctl migrate backfill " + backfill.name)));
  }
  working_ = workers;
  for (const auto& session : sessions_) {
    threads_.emplace_back([this, &session = *session] {
      std::exception_ptr failure;
      try {
        work(session);
      } catch (...) {
        failure = std::current_exception();
      }
      const std::lock_guard lock{mutex_};
      if (failure) {
        if (!failure_) failure_ = failure;
        stopping_ = true;
      }
      --working_;
      changed_state_.notify_all();
    });
  }
}

BackfillCrew::~BackfillCrew() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_state_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool BackfillCrew::wait(Millis limit) {
  std::unique_lock lock{mutex_};
  return changed_state_.wait_for(lock, limit, [&] { return working_ == 0; });
}

void BackfillCrew::rethrow() {
  const std::lock_guard lock{mutex_};
  if (failure_) std::rethrow_exception(failure_);
}

bool BackfillCrew::rest(Millis duration) {
  std::unique_lock lock{mutex_};
  return !changed_state_.wait_for(lock, duration, [&] { return stopping_; });
}

bool BackfillCrew::wait_for_replicas(pg::Session& session) {
  if (!backfill_.max_lag) return rest(Millis{0});
  for (;;) {
    const auto lag = replica_lag(session);
    lag_ = lag > *backfill_.max_lag ? lag.count() : 0;
    if (lag <= *backfill_.max_lag) return rest(Millis{0});
    if (!rest(lag_pause)) return false;
  }
}

void BackfillCrew::work(pg::Session& session) {
  BatchRunner runner{session, backfill_, key_type_, schema_};
  auto rows = backfill_.batch;
  int conflicts = 0;
  while (wait_for_replicas(session)) {
    Batch batch;
    try {
      batch = runner.run(rows);
    } catch (const Error& error) {
      if (!is_passing(error) || ++conflicts == attempts) throw;
      // A smaller batch holds fewer locks, for less time.
      rows = std::max(std::min(smallest_batch, backfill_.max_batch), rows / 2);
      if (!rest(conflict_pause * conflicts)) return;
      continue;
    }
    conflicts = 0;
    if (batch.kind == Batch::Kind::finished || batch.kind == Batch::Kind::stopped) return;
    if (batch.kind == Batch::Kind::waiting) {
      if (!rest(idle_pause)) return;
      continue;
    }
    scanned_ += batch.scanned;
    changed_ += batch.changed;
    // The end of a range says nothing about the time that a full batch takes.
    if (batch.scanned == rows) rows = adapted(rows, batch.took, backfill_);
    batch_ = rows;
  }
}

}  // namespace admctl::migrate
