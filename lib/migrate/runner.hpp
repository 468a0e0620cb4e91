// Applying pending migrations, each with its row in the history and its operation in the ledger.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/lock.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// Reads in a transaction of its own; takes no lock. Knows what an interrupted run left
// (Entry::done_statements).
Status read_status(pg::Session& session, const platform::PackHead& pack, const History& history,
                   std::span<const MigrationFile> files);

// What to do with a statement of which nobody knows whether it took effect.
enum class Unfinished { repeat, skip };

struct UpOptions {
  std::optional<std::string> to;  // the last one to apply, by name
  LockOptions lock;
  std::optional<Unfinished> unfinished;
  // An INVALID index that an earlier run of the same statement left is removed before it is built again.
  bool drop_invalid = false;
  // Every statement is said with its time, not only the slow ones.
  bool each_statement = false;
  // The command that continues after a failure, for messages.
  std::string again = "admctl migrate up";
  // Told what happens: a line per migration, waits, remarks.
  std::function<void(std::string_view)> say = [](std::string_view) {};
  // What is under way, how much is done, and of how much; 0: not known. Called from other threads too, never
  // from two at once.
  std::function<void(std::string_view, std::size_t, std::size_t)> progress = [](std::string_view, std::size_t,
                                                                                std::size_t) {};
  // As ops::WriteOptions::on_step; may be empty.
  std::function<void(std::string_view)> on_step = {};
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

// The files that up() would apply as things are, up to the migration `to`. Takes no lock: what another runner
// has not committed yet is still there. Throws code::migration_not_baselined, migration_blocked,
// migration_edited, migration_missing, and code::usage when there is no migration `to`.
std::vector<const MigrationFile*> pending_files(pg::Session& session, const platform::PackHead& pack,
                                                const History& history, std::span<const MigrationFile> files,
                                                const std::optional<std::string>& to);

// Applies what is pending, in order; nothing when pending_files() finds nothing. Every file is read and parsed
// before the first one runs. Runners exclude each other, and the format's own tool where it takes a lock; a
// second one waits, then finds nothing to do. A lock on a table that is not granted within 2 s is given up and
// asked for again, so that no queue forms behind it. A migration is one transaction, with its history row and
// its operation in the ledger. One that cannot be is run step by step (stepwise_run.hpp), and continued where
// an earlier run of it ended. A dry run applies all in one transaction and rolls back: it holds the locks of a
// real run until then. Throws what pending_files() throws, code::migration_unparsed,
// migration_not_transactional, migration_locked, lock_timeout, code::migration_failed with file, line, column,
// the line and a caret, and what run_stepwise() throws. Migrations before the failing one stay.
UpResult up(pg::Session& session, const platform::PackHead& pack, const History& history,
            std::span<const MigrationFile> files, const ops::Request& request, const UpOptions& options);

// The same, for who knows what pending_files() found and has looked at it: `expected`, which is not empty.
UpResult apply_pending(pg::Session& session, const platform::PackHead& pack, const History& history,
                       std::span<const MigrationFile> files, const std::vector<const MigrationFile*>& expected,
                       const ops::Request& request, const UpOptions& options);

// What other runners see of this one: "alice@build-7: admctl migrate up".
std::string holder_name(const ops::Request& request);

}  // namespace admctl::migrate
