#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/baseline.hpp"

namespace admctl::commands {
namespace {

using migrate::State;

struct Request {
  MigrationSource source;
  LockFlags lock;
  std::optional<std::string> applied;
  std::optional<std::string> rolled_back;
  std::optional<std::string> to;
  bool more = false;
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

Report run_resolve(Context& context, const Request& request) {
  if (request.applied.has_value() == request.rolled_back.has_value())
    throw Error{code::missing_flag, "give either --applied NAME or --rolled-back NAME"};
  const auto migrations = open_migrations(context, request.source);
  const auto options = run_options(context, request.lock, "admctl migrate resolve", request.source);
  const auto& name = request.applied ? *request.applied : *request.rolled_back;
  const auto resolve = request.applied ? migrate::resolve_applied : migrate::resolve_rolled_back;
  resolve(context.session(), *migrations.pack, *migrations.history, migrations.files,
          context.request("migrate.resolve"), options, name);
  Report report;
  report.fields("", "",
                {{"migration", "Migration", name},
                 {"resolved", "Resolved", request.applied ? "applied" : "rolled back"}});
  return report.note(context.dry_run() ? "dry run: nothing was written" : "nothing of it was run")
      .suggest("admctl migrate status");
}

Report run_baseline(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  auto options = run_options(context, request.lock, "admctl migrate baseline", request.source);
  options.to = request.to;
  const auto names =
      migrate::baseline(context.session(), *migrations.pack, *migrations.history, migrations.files,
                        context.request("migrate.baseline"), options, request.more);
  Table table{{{"migration", "MIGRATION"}}};
  for (const auto& name : names) table.rows.push_back({name});
  auto report = Report::list(std::move(table));
  if (names.empty()) return report.note("nothing to do: no migration is pending");
  return report.note(count_of(names.size(), "migration") +
                     (context.dry_run() ? " would be recorded as applied: nothing was written"
                                        : " recorded as applied; none was run"));
}

Run declare_verify(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  return [request](Context& context) { return run_verify(context, *request); };
}

Run declare_resolve(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--applied", request->applied, "it is complete: record it as applied", {.metavar = "NAME"});
  flags.option("--rolled-back", request->rolled_back, "nothing of it is left: it is pending again",
               {.metavar = "NAME"});
  declare_lock(flags, request->lock);
  return [request](Context& context) { return run_resolve(context, *request); };
}

Run declare_baseline(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--to", request->to, "the last migration that the schema already has", {.metavar = "NAME"});
  flags.flag("--more", request->more, "also when the history has migrations already");
  declare_lock(flags, request->lock);
  return [request](Context& context) { return run_baseline(context, *request); };
}

const Command resolve_table[]{
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
     .declare = declare_verify},
    {.name = "migrate resolve",
     .summary = "record what became of a migration that failed",
     .details = "Corrects the history as the platform's own tool would; nothing of the migration runs. The "
                "ledger keeps "
                "who did it and why.",
     .examples = {{"admctl migrate resolve --rolled-back 20260301120000_add_orders",
                   "nothing of it is left: 'migrate up' tries it again"},
                  {"admctl migrate resolve --applied 20260301120000_add_orders", "it was completed by hand"}},
     .effect = Effect::writes,
     .declare = declare_resolve},
    {.name = "migrate baseline",
     .summary = "record migrations as applied in a schema that they made before",
     .details = "For a database in use without a history. Nothing of the migrations runs.",
     .examples = {{"admctl migrate baseline", "all of them"},
                  {"admctl migrate baseline --to 20260301120000_add_orders --dry-run", "which ones"}},
     .effect = Effect::writes,
     .declare = declare_baseline},
};

}  // namespace

std::span<const Command> migrate_resolve_commands() { return resolve_table; }

}  // namespace admctl::commands
