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
inline constexpr Code schema_missing{3009, Exit::failure, "a table of the platform does not exist"};
inline constexpr Code migration_not_transactional{3010, Exit::failure,
                                                  "a statement cannot run in the transaction of its migration"};
inline constexpr Code history_foreign{3020, Exit::refused, "the migration history belongs to another tool"};
inline constexpr Code history_ambiguous{3021, Exit::usage, "the format of the migration history is not clear"};
inline constexpr Code migration_changed_midway{3022, Exit::verification,
                                               "a migration was edited where it had already taken effect"};
inline constexpr Code migration_unproven{3023, Exit::refused,
                                         "it is not known whether a statement took effect"};
inline constexpr Code index_invalid{3024, Exit::refused, "an INVALID index is in the way"};
inline constexpr Code migration_partial{3025, Exit::failure, "a migration failed after part of it took effect"};
inline constexpr Code no_such_migration{3026, Exit::not_found, "no migration has that name"};
inline constexpr Code resolve_refused{3027, Exit::refused, "the migration's state does not allow it"};
inline constexpr Code no_down_script{3028, Exit::refused, "nothing says how to take the migration back"};
inline constexpr Code bad_directive{3029, Exit::failure, "a migration has a directive that is not known"};
inline constexpr Code lease_lost{3030, Exit::try_again, "the lease on migrations was lost"};

inline constexpr Code needs_direct_connection{1150, Exit::refused,
                                              "it cannot be done through a connection pooler"};

// Looking ahead, comparing and filling.
inline constexpr Code schema_not_copied{3061, Exit::failure, "the target's schema could not be copied"};
inline constexpr Code bad_catalog_file{3062, Exit::failure, "a catalog file is not valid"};
inline constexpr Code bad_backfill{3063, Exit::bad_config, "the declaration of a backfill is not valid"};
inline constexpr Code unknown_backfill{3064, Exit::not_found, "there is no backfill of that name"};
inline constexpr Code backfill_without_index{3065, Exit::refused, "the key of a backfill has no index"};
inline constexpr Code backfill_moved{3066, Exit::conflict, "the backfill was changed since it began"};
inline constexpr Code backfill_cancelled{3067, Exit::refused, "the backfill was cancelled"};
inline constexpr Code backfill_failed{3068, Exit::failure, "a batch of a backfill failed"};

}  // namespace admctl::code
