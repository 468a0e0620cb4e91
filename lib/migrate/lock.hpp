// One runner of migrations at a time, whichever tool it is.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/core/clock.hpp"
#include "lib/migrate/lease.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

enum class LockKind {
  automatic,  // a lease behind a pooler, else of the session
  session,    // a session-level advisory lock, which the format's own tool takes too
  lease,      // a row in the ledger, renewed while the run lasts
};

struct LockOptions {
  LockKind kind = LockKind::automatic;
  // How long another runner may hold it.
  Millis wait{10'000};
  // How long a lease lasts that nobody renews.
  Millis lease{30'000};
};

// Holds the lock until destroyed: on the session of the run, so that it ends when the server is done with what
// the run does, or as a lease. The two kinds exclude each other too.
class MigrationLock {
 public:
  // Asks again and again, holding no transaction meanwhile: CREATE INDEX CONCURRENTLY waits for all
  // transactions, so one that waits for the lock inside a transaction would deadlock with the holder. Tells
  // `say` once whom it waits for. `holder` names this runner to others. Throws code::migration_locked, naming
  // the holder, when the time is up.
  // The session must outlive it.
  MigrationLock(pg::Session& session, std::int64_t key, const LockOptions& options, const std::string& holder,
                const std::function<void(std::string_view)>& say);
  ~MigrationLock();
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

  // To be called in every transaction of the run before it ends. Throws code::lease_lost when somebody else has
  // the lease, or when `tx` runs on another connection than the one that has the lock.
  void require(pg::Transaction& tx) const;
  // To be called between transactions, after statements that ran alone: DISCARD ALL gives all locks back. Takes
  // it again. Throws code::lease_lost when somebody else was quicker.
  void renew() const;

 private:
  bool try_session();
  bool try_lease(const std::string& holder, Millis lasts);

  pg::Session& session_;
  std::int64_t key_;
  int backend_pid_ = 0;  // of the server process that has the session's lock
  std::unique_ptr<Lease> lease_;
};

}  // namespace admctl::migrate
