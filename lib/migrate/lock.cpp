#include "lib/migrate/lock.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/migrate/lock_holders.hpp"
#include "lib/pg/backend.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis first_pause{20};
constexpr Millis longest_pause{250};
Error locked(std::int64_t key, const std::optional<std::string>& holder) {
  return {code::migration_locked, fmt::format("another migration run holds the lock ({})", key),
          holder.value_or(""),
          "wait for it to end and run the command again; a session left behind by a crash is ended with SELECT "
          "pg_terminate_backend(pid), and a lease ends by itself within half a minute"};
}

}  // namespace

MigrationLock::MigrationLock(pg::Session& session, std::int64_t key, const LockOptions& options,
                             const std::string& holder, const std::function<void(std::string_view)>& say)
    : session_{session}, key_{key} {
  auto kind = options.kind;
  if (kind == LockKind::automatic) {
    kind = pg::is_pooled(session_) ? LockKind::lease : LockKind::session;
    if (kind == LockKind::lease)
      say("there is a connection pooler in between: the lock is a lease in the ledger");
  }
  const auto end = Steady::now() + options.wait;
  auto pause = first_pause;
  std::optional<std::string> last_holder;
  while (kind == LockKind::session ? !try_session() : !try_lease(holder, options.lease)) {
    auto held_by = advisory_holder(session_, key_);
    if (!held_by) held_by = lease_holder(session_, key_);
    if (held_by && !last_holder) say("waiting for another migration run: " + *held_by);
    if (held_by) last_holder = held_by;
    if (Steady::now() >= end) throw locked(key_, last_holder);
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, longest_pause);
  }
}

MigrationLock::~MigrationLock() {
  if (backend_pid_ == 0) return;
  try {
    session_.execute_alone(fmt::format("SELECT pg_advisory_unlock({})", key_));
  } catch (const std::exception&) {
    // It went with its connection.
    return;
  }
}

bool MigrationLock::try_session() {
  const auto asked = session_.execute_alone(
      fmt::format("SELECT pg_try_advisory_lock({}) AS locked, pg_backend_pid() AS pid", key_));
  if (!asked.front().boolean("locked")) return false;
  if (!lease_holder(session_, key_)) {
    backend_pid_ = static_cast<int>(asked.front().integer("pid"));
    return true;
  }
  session_.execute_alone(fmt::format("SELECT pg_advisory_unlock({})", key_));
  return false;
}

bool MigrationLock::try_lease(const std::string& holder, Millis lasts) {
  if (!lease_) lease_ = Lease::take(session_, key_, holder, lasts);
  // Runners that come later respect the lease; one that has its session's lock already is waited for.
  return lease_ && !advisory_holder(session_, key_);
}

void MigrationLock::require(pg::Transaction& tx) const {
  if (!lease_) {
    if (tx.backend_pid() == backend_pid_) return;
    throw Error{code::lease_lost,
                "the lock on migrations went with the connection that had it",
                {},
                "run the command again"};
  }
  lease_->require(tx);
  // Tools that know nothing of leases.
  tx.query(fmt::format("SELECT pg_advisory_xact_lock({})", key_));
}

void MigrationLock::renew() const {
  if (lease_) return;
  // Locked twice it would have to be unlocked twice: only a lock that is not there is taken.
  const auto held =
      session_.execute_alone(fmt::format("SELECT pg_try_advisory_lock({}) WHERE NOT EXISTS (SELECT FROM "
                                         "pg_locks AS l WHERE l.locktype = 'advisory' "
                                         "AND l.pid = pg_backend_pid() AND l.objsubid = 1 AND {} = {})",
                                         key_, key_of_lock, key_));
  if (held.empty() || held.front().boolean(0)) return;
  throw Error{code::lease_lost,
              "the lock on migrations was given back by a statement, and another run has it now",
              advisory_holder(session_, key_).value_or(""), "run the command again"};
}

}  // namespace admctl::migrate
