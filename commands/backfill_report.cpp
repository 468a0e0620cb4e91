#include "commands/backfill_report.hpp"

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

Table table_of(const std::vector<migrate::BackfillState>& states) {
  Table table{{{"name", "BACKFILL"},
               {"table", "TABLE"},
               {"state", "STATE"},
               {"passed", "PASSED", true},
               {"total", "OF ABOUT", true},
               {"changed", "CHANGED", true},
               {"batches", "BATCHES", true, true},
               {"ranges", "RANGES", true, true},
               {"finishedRanges", "FINISHED", true, true},
               {"startedAt", "BEGUN", false, true},
               {"lastBatchAt", "LAST BATCH"},
               {"finishedAt", "FINISHED AT", false, true}}};
  for (const auto& each : states) {
    table.rows.push_back({each.name, each.table, Cell::state(each.state), each.scanned, each.total,
                          each.changed, each.batches, each.ranges, each.finished_ranges,
                          Cell::time(each.started_at), Cell::time(each.last_batch_at),
                          Cell::time(each.finished_at)});
  }
  return table;
}

}  // namespace

Report backfill_list(const std::vector<migrate::BackfillState>& states) {
  return Report::list(table_of(states));
}

Report backfill_report(const migrate::BackfillState& state) { return Report::list(table_of({state})); }

Report backfill_dry_run(const migrate::Backfill& backfill, const migrate::BackfillKey& key) {
  return Report{}.note(fmt::format("dry run: would pass {} of {} in order of {} ({}), nothing was written",
                                   count_of(static_cast<std::size_t>(key.rows), "row"), backfill.table,
                                   backfill.key, key.type));
}

std::string backfill_progress_text(const std::string& name, const migrate::BackfillProgress& progress) {
  if (progress.lag) {
    return fmt::format("{}: waiting for a replica that is {} behind", name, format_duration(*progress.lag));
  }
  const auto left = progress.left ? fmt::format(", {} left", format_duration(*progress.left)) : "";
  return fmt::format("{}: {:.0f} rows/s{}, batches of {}", name, progress.rows_per_second, left,
                     progress.batch);
}

}  // namespace admctl::commands
