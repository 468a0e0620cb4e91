// Errors about migrations, placed in the file they come from.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/progress.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::migrate {

// A statement that the server refused: "path:12:7: message", with the line and a caret.
Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      const pg::SqlError& cause);
// One of several that were sent together: their text begins at byte `sent` of the script.
Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      std::size_t sent, const pg::SqlError& cause);

// What the server refused `when` ("at COMMIT") no statement of the file was under way.
Error refused_error(const MigrationFile& file, std::string_view when, const pg::SqlError& cause);

// What a failed migration that is not one transaction leaves: which statements took effect according to `kept`,
// the INVALID indexes beside them, and the command `again` that continues. `cause` is about the statement
// `failed`.
Error partial_error(const MigrationFile& file, const Script& script, std::span<const StatementProgress> kept,
                    std::size_t failed, const Error& cause, std::span<const std::string> invalid,
                    std::string_view again);

// code::index_invalid: indexes that a failed build of `statement` left, with the command that removes each.
Error invalid_index_error(const MigrationFile& file, const Script& script, std::size_t statement,
                          const std::vector<std::string>& indexes, std::string_view again);
// code::migration_changed_midway: the statement took effect, but reads otherwise now.
Error changed_midway_error(const MigrationFile& file, const Script& script, std::size_t statement);
// code::migration_unproven: the run ended during the statement, and the catalog does not tell what came of it.
Error unproven_error(const MigrationFile& file, const Script& script, std::size_t statement,
                     std::string_view again);

// Throws code::migration_not_transactional for the first statement that admctl cannot run: what would end the
// migration's transaction, or waits for data from the client.
void require_runnable(const MigrationFile& file, const Script& script);

// Throws code::migration_not_baselined, migration_blocked, migration_edited or migration_missing unless the
// pending migrations may be applied on what `status` shows.
void require_sound(const Status& status, const History& history);

// What to do about a migration that failed under another tool, and about a schema in use without a history.
std::string failed_hint(std::string_view name);
std::string baseline_hint();

}  // namespace admctl::migrate
