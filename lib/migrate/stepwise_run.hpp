// Migrations that are more than one transaction: step by step, with the progress in the ledger, so that a run
// that ended halfway, however it ended, is continued at the statement where it did.
#pragma once

#include "lib/migrate/run_context.hpp"

namespace admctl::migrate {

// Throws code::migration_partial, saying which statements took effect and how to go on; code::migration_failed
// when none did; code::migration_changed_midway, migration_unproven, index_invalid, migration_locked when what
// an earlier run left does not allow going on.
AppliedMigration run_stepwise(RunContext& context, const Pending& pending);

}  // namespace admctl::migrate
