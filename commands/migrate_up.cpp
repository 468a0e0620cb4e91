#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

struct Request {
  MigrationSource source;
  LockFlags lock;
  std::optional<std::string> to;
  std::optional<std::string> unfinished;
  bool drop_invalid = false;
  bool statements = false;
};

Report run_up(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  auto options = run_options(context, request.lock, "admctl migrate up", request.source);
  options.to = request.to;
  options.drop_invalid = request.drop_invalid;
  options.each_statement = request.statements;
  using enum migrate::Unfinished;
  if (request.unfinished) options.unfinished = *request.unfinished == "skip" ? skip : repeat;
  auto& session = context.session();
  migrate::UpResult result;
  // Also who may not write there may ask whether anything is pending.
  const auto expected =
      migrate::pending_files(session, migrations.head, *migrations.history, migrations.files, request.to);
  if (!expected.empty()) {
    result = migrate::apply_pending(session, migrations.head, *migrations.history, migrations.files, expected,
                                    context.request("migrate.up"), options);
  }
  context.talk().progress_done();
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
  if (!context.dry_run())
    return report.note(count + " applied")
        .suggest(repeat_with(context, "admctl migrate status", request.source));
  return report.note(result.tried ? "dry run: " + count + " applied and rolled back, nothing was written"
                                  : "dry run: " + count + " would run; not tried");
}

Run declare_up(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--to", request->to, "the last migration to apply", {.metavar = "NAME"});
  declare_lock(flags, request->lock);
  flags.flag("--drop-invalid", request->drop_invalid,
             "remove the INVALID index that an earlier run left before building it again");
  flags.option("--unfinished", request->unfinished,
               "what to do with a statement of an earlier run of which nobody knows whether it took effect",
               {.metavar = "HOW", .choices = {"repeat", "skip"}});
  flags.flag("--statements", request->statements, "say how long every statement took, not only slow ones");
  return [request](Context& context) { return run_up(context, *request); };
}

const Command up_table[]{
    {.name = "migrate up",
     .summary = "apply pending migrations",
     .details =
         "Each migration is one transaction: its statements, its row in the history table and its operation "
         "in the ledger. A failing one is rolled back whole, with file, line and column; those before it "
         "stay. Statements that no transaction allows (CREATE INDEX CONCURRENTLY), and uses of a new enum "
         "value, "
         "make a migration run step by step; after a failure the same command continues at the statement that "
         "failed. Nothing is applied when an applied migration was edited or is missing (exit 9) or an earlier "
         "one failed and is unresolved (exit 6). Runners exclude each other, and the platform's own tool.\n\n"
         "Comments in a file can ask for more: -- admctl: no-transaction, lock_timeout=5s, "
         "statement_timeout=10m.\n\n"
         "--dry-run applies all of them in one transaction and rolls it back: tables are locked as in a real "
         "run until then.",
     .examples = {{"admctl migrate up --dry-run", "prove that they apply, keep nothing"},
                  {"admctl migrate up --to 20260301120000_add_orders", "no further than this one"}},
     .effect = Effect::writes,
     .declare = declare_up,
     .fleet = true},
};

}  // namespace

std::span<const Command> migrate_up_commands() { return up_table; }

}  // namespace admctl::commands
