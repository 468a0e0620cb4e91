// Errors about migrations, placed in the file they come from.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/error.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::migrate {

// A statement that the server refused: "path:12:7: message", with the line and a caret.
Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      const pg::SqlError& cause);

// What the server refused when the whole migration was to be committed: no statement is to blame.
Error commit_error(const MigrationFile& file, const pg::SqlError& cause);

// Throws code::migration_not_transactional for the first statement that cannot run in the migration's
// transaction.
void require_transactional(const MigrationFile& file, const Script& script);

// Throws code::migration_not_baselined, migration_blocked, migration_edited or migration_missing unless the
// pending migrations may be applied on what `status` shows.
void require_sound(const Status& status, const History& history);

}  // namespace admctl::migrate
