// Applying pending migrations: one transaction each, with its row in the history and its operation in the
// ledger.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/history.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// Reads in a transaction of its own; takes no lock.
Status read_status(pg::Session& session, const platform::Pack& pack, const History& history,
                   std::span<const MigrationFile> files);

struct UpOptions {
  std::optional<std::string> to;  // the last one to apply, by name
  // How long another runner may hold the lock.
  Millis lock_wait{10'000};
  // Told what happens: a line per migration, waits, remarks.
  std::function<void(std::string_view)> say = [](std::string_view) {};
};

struct AppliedMigration {
  std::string name;
  std::size_t statements = 0;
  Millis took{};
  std::string operation;  // its id in the ledger; empty after a dry run
};

struct UpResult {
  std::vector<AppliedMigration> applied;
  // False for a dry run that could only list what would run.
  bool tried = true;
};

// Applies what is pending, in order of name. Every file is read and parsed before the first one runs. Runners
// exclude each other, and Prisma's own, by an advisory lock; a second one waits, then finds nothing to do. A
// lock on a table that is not granted within 2 s is given up and asked for again, so that no queue forms behind
// it. A dry run applies all in one transaction and rolls back: it holds the locks of a real run until then.
// Throws code::migration_not_baselined, migration_blocked, migration_edited, migration_missing,
// migration_unparsed, migration_not_transactional, migration_locked, lock_timeout, and code::migration_failed
// with file, line, column, the line and a caret. Migrations before the failing one stay applied.
UpResult up(pg::Session& session, const platform::Pack& pack, const History& history,
            std::span<const MigrationFile> files, const ops::Request& request, const UpOptions& options);

}  // namespace admctl::migrate
