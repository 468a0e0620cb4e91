// How backfills stand, and what is said while one runs.
#pragma once

#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/migrate/backfill.hpp"

namespace admctl::commands {

Report backfill_list(const std::vector<migrate::BackfillState>& states);
Report backfill_report(const migrate::BackfillState& state);
// What would be done.
Report backfill_dry_run(const migrate::Backfill& backfill, const migrate::BackfillKey& key);
// "orders: 81000 rows/s, 2m left, batches of 20000"
std::string backfill_progress_text(const std::string& name, const migrate::BackfillProgress& progress);

}  // namespace admctl::commands
