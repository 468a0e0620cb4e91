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

struct Request {
  MigrationSource source;
  LockFlags lock;
  std::optional<std::string> applied;
  std::optional<std::string> rolled_back;
  std::optional<std::string> to;
  bool more = false;
};

Report run_resolve(Context& context, const Request& request) {
  if (request.applied.has_value() == request.rolled_back.has_value())
    throw Error{code::missing_flag, "give either --applied NAME or --rolled-back NAME"};
  const auto migrations = open_migrations(context, request.source);
  const auto options = run_options(context, request.lock, "admctl migrate resolve", request.source);
  const auto& name = request.applied ? *request.applied : *request.rolled_back;
  const auto resolve = request.applied ? migrate::resolve_applied : migrate::resolve_rolled_back;
  resolve(context.session(), migrations.head, *migrations.history, migrations.files,
          context.request("migrate.resolve"), options, name);
  Report report;
  report.fields("", "",
                {{"migration", "Migration", name},
                 {"resolved", "Resolved", request.applied ? "applied" : "rolled back"}});
  return report.note(context.dry_run() ? "dry run: nothing was written" : "nothing of it was run")
      .suggest(repeat_with(context, "admctl migrate status", request.source));
}

Report run_baseline(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  auto options = run_options(context, request.lock, "admctl migrate baseline", request.source);
  options.to = request.to;
  const auto names =
      migrate::baseline(context.session(), migrations.head, *migrations.history, migrations.files,
                        context.request("migrate.baseline"), options, request.more);
  Table table{{{"migration", "MIGRATION"}}};
  for (const auto& name : names) table.rows.push_back({name});
  auto report = Report::list(std::move(table));
  if (names.empty()) return report.note("nothing to do: no migration is pending");
  return report.note(count_of(names.size(), "migration") +
                     (context.dry_run() ? " would be recorded as applied: nothing was written"
                                        : " recorded as applied; none was run"));
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
