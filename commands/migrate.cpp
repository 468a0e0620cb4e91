#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/history.hpp"

namespace admctl::commands {
namespace {

using migrate::State;

struct Request {
  MigrationSource source;
};

Cell checksum_cell(const migrate::Entry& entry) {
  if (entry.checksum.empty() && !entry.file) return {};
  const auto& checksum = entry.checksum.empty() ? entry.file->checksum : entry.checksum;
  return {Value{checksum}, checksum.substr(0, 12)};
}

Cell time_taken(const migrate::Entry& entry) {
  return entry.started_at && entry.finished_at ? duration_cell(*entry.finished_at - *entry.started_at) : Cell{};
}

Exit exit_of(const migrate::Status& status) {
  if (status.count(State::edited) + status.count(State::missing) + status.count(State::unknown) > 0)
    return Exit::verification;
  const auto blocks = [](const migrate::Entry& entry) {
    return entry.state == State::failed && !entry.is_pending();
  };
  if (std::ranges::any_of(status.entries, blocks)) return Exit::refused;
  return status.pending() > 0 ? Exit::differences : Exit::ok;
}

void note_failures(Report& report, const migrate::Status& status) {
  for (const auto& entry : status.entries) {
    if (entry.state != State::failed) continue;
    report.note(entry.done_statements
                    ? fmt::format("{}: {} took effect before it failed; 'migrate up' continues it", entry.name,
                                  count_of(*entry.done_statements, "statement"))
                    : entry.name + ": " + migrate::failed_hint(entry.name));
  }
}

Report run_status(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  const auto status = migrations.status(context);
  Table table{{{"migration", "MIGRATION"},
               {"state", "STATE"},
               {"appliedAt", "APPLIED"},
               {"durationMs", "TOOK", true},
               {"checksum", "CHECKSUM"}}};
  for (const auto& entry : status.entries) {
    table.rows.push_back({entry.name, Cell::state(std::string{state_name(entry.state)}),
                          Cell::time(entry.finished_at), time_taken(entry), checksum_cell(entry)});
  }
  auto report = Report::list(std::move(table));
  report.exit = exit_of(status);
  report.note(status.describe());
  const bool needs_baseline = !status.has_history && status.schema_in_use;
  if (needs_baseline)
    report.note(fmt::format("the schema has tables, but no {}: 'migrate up' refuses until it has one; {}",
                            migrations.history->table(), migrate::baseline_hint()));
  note_failures(report, status);
  if (report.exit == Exit::differences && !needs_baseline)
    report.suggest(repeat_with(context, "admctl migrate up", request.source));
  return report;
}

Run declare_status(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  return [request](Context& context) { return run_status(context, *request); };
}

const Command migrate_table[]{
    {.name = "migrate status",
     .summary = "which migrations are applied, pending or not as they should be",
     .details =
         "Compares the files with the history table of the platform's own tool, by name and checksum, both "
         "ways. A checksum may differ in line endings. Histories of Prisma, Drizzle, the Supabase CLI, dbmate "
         "and "
         "admctl's own are told by folder and table.\n\n"
         "Exit status: 9 when an applied migration was edited, is not on disk or is not known here, 6 when one "
         "failed and is unresolved, 10 with --exit-code when some are pending, else 0.",
     .examples = {{"admctl migrate status", "the default platform on the target"},
                  {"admctl migrate status --exit-code -o json", "for CI: exit 10 when migrations are pending"},
                  {"admctl migrate status --dir prisma/migrations", "an application's own"}},
     .effect = Effect::reads,
     .declare = reading<declare_status>,
     .fleet = true},
};

}  // namespace

std::span<const Command> migrate_commands() { return migrate_table; }

}  // namespace admctl::commands
