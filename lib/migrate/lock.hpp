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

// Holds the lock until destroyed: on a session of its own, or as a lease. The two kinds exclude each other too.
class MigrationLock {
 public:
  // Asks again and again, holding no transaction meanwhile: CREATE INDEX CONCURRENTLY waits for all
  // transactions, so one that waits for the lock inside a transaction would deadlock with the holder. Tells
  // `say` once whom it waits for. `holder` names this runner to others. Throws code::migration_locked, naming
  // the holder, when the time is up.
  MigrationLock(const pg::Session& beside, std::int64_t key, const LockOptions& options,
                const std::string& holder, const std::function<void(std::string_view)>& say);

  // To be called in every transaction of the run before it ends. Throws code::lease_lost. Does nothing for a
  // lock of the session, which ends with its connection only.
  void require(pg::Transaction& tx) const;

 private:
  bool try_session();
  bool try_lease(const std::string& holder, Millis lasts);

  pg::Session session_;
  std::int64_t key_;
  std::unique_ptr<Lease> lease_;
};

}  // namespace admctl::migrate
