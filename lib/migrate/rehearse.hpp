// Runs pending migrations on a clone of the target and looks at what the server really does: the locks it
// takes, the tables it writes anew, what it leaves invalid, and how long each statement takes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/migration_files.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/source_position.hpp"
#include "lib/migrate/statement_locks.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

struct ObservedLock {
  std::string table;
  std::string mode;  // "ACCESS EXCLUSIVE"
};

struct RehearsedStatement {
  std::string migration;
  Position at;
  std::string text;
  bool outside_transaction = false;  // its locks were gone before they could be seen
  std::vector<ObservedLock> locks;   // taken by this statement, on tables that were there before the migration
  std::vector<std::string> rewritten;
  std::vector<std::string> invalid;  // what it left invalid: "index deals_state"
  std::chrono::microseconds took{};
};

struct Rehearsal {
  std::vector<RehearsedStatement> statements;
  // What stopped it, with place and caret; the statements before it took effect on the clone.
  std::optional<std::string> failure;
  std::string failed_at;  // "20260301_add_orders:12:1"
};

// One transaction for each migration, committed; what cannot run in one runs by itself. `schema` becomes the
// search_path.
Rehearsal rehearse_step_by_step(pg::Session& clone, std::string_view schema,
                                std::span<const MigrationFile* const> pending);

// All of them in one transaction, rolled back: what a tool does that applies a batch at once.
Rehearsal rehearse_as_batch(pg::Session& clone, std::string_view schema,
                            std::span<const MigrationFile* const> pending);

}  // namespace admctl::migrate
