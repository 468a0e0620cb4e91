#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"

namespace admctl::commands {
namespace {

using migrate::State;

struct Request {
  MigrationSource source;
};

std::string why(const migrate::Entry& entry) {
  switch (entry.state) {
    case State::pending:
      return "not applied yet";
    case State::out_of_order:
      return "not applied, though a later one is";
    case State::rolled_back:
      return entry.file ? "marked as rolled back: pending again" : "marked as rolled back, and not on disk";
    case State::failed:
      return entry.done_statements ? "part of it took effect: 'migrate up' continues it" : "failed, unresolved";
    case State::edited:
      return "the file is not the one that was applied";
    case State::missing:
      return "applied, but not on disk";
    case State::unknown:
      return "applied, but later than every file here";
    case State::applied:
      break;
  }
  return {};
}

bool is_wrong(const migrate::Entry& entry) {
  return entry.state != State::applied && entry.state != State::pending && entry.state != State::rolled_back;
}

Report run_verify(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  const auto status = migrations.status(context);
  Table table{{{"migration", "MIGRATION"},
               {"state", "STATE"},
               {"problem", "PROBLEM"},
               {"fileChecksum", "FILE", false, true},
               {"appliedChecksum", "APPLIED", false, true}}};
  for (const auto& entry : status.entries) {
    if (entry.state == State::applied) continue;
    table.rows.push_back({entry.name, Cell::state(std::string{state_name(entry.state)}), why(entry),
                          entry.file ? Value{entry.file->checksum} : Value{},
                          entry.checksum.empty() ? Value{} : Value{entry.checksum}});
  }
  const bool wrong = std::ranges::any_of(status.entries, is_wrong);
  auto report = Report::list(std::move(table));
  report.exit = wrong ? Exit::verification : status.pending() > 0 ? Exit::differences : Exit::ok;
  if (!status.has_history && status.schema_in_use)
    report.note(fmt::format("the schema has tables, but no {}", migrations.history->table()));
  return report.note((!wrong ? "files and history agree: " : "") + status.describe());
}

Run declare_verify(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  return [request](Context& context) { return run_verify(context, *request); };
}

const Command verify_table[]{
    {.name = "migrate verify",
     .summary = "compare the migrations on disk with those that were applied, both ways",
     .details =
         "Lists every migration that is not applied as its file is now: edited, missing, unknown, failed, out "
         "of "
         "order, pending. Line endings do not count.\n\n"
         "Exit status: 9 when something is wrong; 10 with --exit-code when some are only pending, else 0.",
     .examples = {{"admctl migrate verify", "for a pipeline: exit 9 when somebody edited an applied file"},
                  {"admctl migrate verify --dir db/migrations --exit-code", "10 too when some are pending"}},
     .effect = Effect::reads,
     .declare = reading<declare_verify>,
     .fleet = true},
};

}  // namespace

std::span<const Command> migrate_verify_commands() { return verify_table; }

}  // namespace admctl::commands
