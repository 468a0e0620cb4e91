#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

using migrate::State;

struct Request {
  std::optional<std::string> dir;
  std::optional<std::string> to;
};

constexpr std::size_t short_checksum = 12;

std::vector<migrate::MigrationFile> load(Context& context, const Request& request) {
  return request.dir ? migrate::load_migrations(std::filesystem::path{*request.dir})
                     : migrate::load_migrations(context.pack());
}

Cell checksum_cell(const migrate::Entry& entry) {
  const auto& checksum = entry.checksum.empty() ? entry.file->checksum : entry.checksum;
  return {Value{checksum}, checksum.substr(0, short_checksum)};
}

Cell duration_cell(Millis took) { return {Value{took.count()}, fmt::format("{} ms", took.count())}; }

Cell duration_cell(const migrate::Entry& entry) {
  return entry.started_at && entry.finished_at ? duration_cell(*entry.finished_at - *entry.started_at) : Cell{};
}

Exit exit_of(const migrate::Status& status) {
  if (status.count(State::edited) + status.count(State::missing) > 0) return Exit::verification;
  if (status.count(State::failed) > 0) return Exit::refused;
  return status.pending() > 0 ? Exit::differences : Exit::ok;
}

Report run_status(Context& context, const Request& request) {
  const auto history = migrate::make_history(context.pack());
  const auto files = load(context, request);
  const auto status = migrate::read_status(context.session(), context.pack(), *history, files);
  Table table{{{"migration", "MIGRATION"},
               {"state", "STATE"},
               {"appliedAt", "APPLIED"},
               {"durationMs", "TOOK", true},
               {"checksum", "CHECKSUM"}}};
  for (const auto& entry : status.entries) {
    table.rows.push_back({entry.name, Cell::state(std::string{state_name(entry.state)}),
                          Cell::time(entry.finished_at), duration_cell(entry), checksum_cell(entry)});
  }
  auto report = Report::list(std::move(table));
  report.exit = exit_of(status);
  report.note(status.describe());
  const bool needs_baseline = !status.has_history && status.schema_in_use;
  if (needs_baseline) {
    report.note(fmt::format("the schema has tables, but no {}: 'migrate up' refuses until it has one; {}",
                            history->table(), history->baseline_hint()));
  }
  for (const auto& entry : status.entries) {
    if (entry.state == State::failed) report.note(entry.name + ": " + history->failed_hint(entry.name));
  }
  if (report.exit == Exit::differences && !needs_baseline) report.suggest("admctl migrate up");
  return report;
}

Report run_up(Context& context, const Request& request) {
  const auto history = migrate::make_history(context.pack());
  const auto files = load(context, request);
  migrate::UpOptions options;
  options.to = request.to;
  options.say = [&](std::string_view line) { context.talk().say(line); };
  const auto result =
      migrate::up(context.session(), context.pack(), *history, files, context.request("migrate.up"), options);
  Table table{{{"migration", "MIGRATION"},
               {"statements", "STATEMENTS", true},
               {"durationMs", "TOOK", true},
               {"operation", "OPERATION", false, true}}};
  for (const auto& done : result.applied) {
    table.rows.push_back({done.name, done.statements, result.tried ? duration_cell(done.took) : Cell{},
                          done.operation.empty() ? Value{} : Value{done.operation}});
  }
  auto report = Report::list(std::move(table));
  if (result.applied.empty()) return report.note("nothing to do: no migration is pending");
  const auto count = count_of(result.applied.size(), "migration");
  if (!context.dry_run()) return report.note(count + " applied").suggest("admctl migrate status");
  return report.note(result.tried ? "dry run: " + count + " applied and rolled back, nothing was written"
                                  : "dry run: " + count + " would run; not tried");
}

void declare_dir(Flags& flags, Request& request) {
  flags.option("--dir", request.dir, "a folder of migrations instead of the platform's own",
               {.metavar = "DIR"});
}

Run declare_status(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_dir(flags, *request);
  return [request](Context& context) { return run_status(context, *request); };
}

Run declare_up(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_dir(flags, *request);
  flags.option("--to", request->to, "the last migration to apply", {.metavar = "NAME"});
  return [request](Context& context) { return run_up(context, *request); };
}

const Command migrate_table[]{
    {.name = "migrate status",
     .summary = "which migrations are applied, pending or not as they should be",
     .details =
         "Compares the files with the history table of the platform's own tool, by name and checksum, both "
         "ways. A checksum may differ in line endings.\n\n"
         "Exit status: 9 when an applied migration was edited or is not on disk, 6 when one failed and is "
         "unresolved, 10 with --exit-code when some are pending, else 0.",
     .examples = {{"admctl migrate status", "the default platform on the target"},
                  {"admctl migrate status --exit-code -o json", "for CI: exit 10 when migrations are pending"},
                  {"admctl migrate status --dir prisma/migrations", "an application's own folder"}},
     .effect = Effect::reads,
     .declare = declare_status},
    {.name = "migrate up",
     .summary = "apply pending migrations",
     .details =
         "Each migration is one transaction: its statements, its row in the history table and its operation "
         "in the ledger. A failing one is rolled back whole, with file, line and column; those before it "
         "stay. Nothing is applied when an applied migration was edited or is missing (exit 9) or an earlier "
         "one failed and is unresolved (exit 6). Runners exclude each other, and the platform's own tool.\n\n"
         "--dry-run applies all of them in one transaction and rolls it back: tables are locked as in a real "
         "run until then.",
     .examples = {{"admctl migrate up", "apply all"},
                  {"admctl migrate up --dry-run", "prove that they apply, keep nothing"},
                  {"admctl migrate up --to 20260301120000_add_orders", "no further than this one"}},
     .effect = Effect::writes,
     .declare = declare_up},
};

}  // namespace

std::span<const Command> migrate_commands() { return migrate_table; }

}  // namespace admctl::commands
