// Migrations that are one transaction each: statements, history row and operation together.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lib/migrate/run_context.hpp"

namespace admctl::migrate {

// Throws code::migration_failed with the place of the statement; nothing of the migration is kept then.
AppliedMigration run_single(RunContext& context, const Pending& pending);

// All of them in one transaction that is rolled back. Nothing when one cannot be tried so, which is said.
std::optional<std::vector<AppliedMigration>> try_out(RunContext& context, std::span<const Pending> pending);

}  // namespace admctl::migrate
