// One runner of migrations at a time, whichever tool it is.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "lib/core/clock.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// Holds a session-level advisory lock on a session of its own until destroyed.
class MigrationLock {
 public:
  // Asks again and again, holding no transaction meanwhile: CREATE INDEX CONCURRENTLY waits for all
  // transactions, so one that waits for the lock inside a transaction would deadlock with the holder. Tells
  // `say` once whom it waits for. Throws code::migration_locked, naming the holder, when `deadline` has passed.
  MigrationLock(const pg::Session& beside, std::int64_t key, Millis deadline,
                const std::function<void(std::string_view)>& say);

 private:
  pg::Session session_;
};

}  // namespace admctl::migrate
