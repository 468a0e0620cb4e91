// Error codes 3xxx: migrations and the schema.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code migration_failed{3001, Exit::failure, "a migration failed and was rolled back"};
inline constexpr Code migration_edited{3002, Exit::verification, "an applied migration was edited"};
inline constexpr Code migration_blocked{3003, Exit::refused, "an earlier migration failed and is unresolved"};
inline constexpr Code migration_missing{3004, Exit::verification, "an applied migration is not on disk"};
inline constexpr Code migration_unparsed{3005, Exit::failure, "a migration file cannot be parsed"};
inline constexpr Code migration_locked{3006, Exit::try_again, "another runner holds the migration lock"};
inline constexpr Code migration_not_baselined{3007, Exit::refused,
                                              "the schema is not empty and has no history"};
inline constexpr Code migration_pending{3008, Exit::differences, "migrations are pending"};
inline constexpr Code schema_missing{3009, Exit::failure, "a table of the platform does not exist"};
inline constexpr Code migration_not_transactional{3010, Exit::failure,
                                                  "a statement cannot run in the transaction of its migration"};

}  // namespace admctl::code
