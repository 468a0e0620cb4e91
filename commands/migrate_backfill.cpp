#include <memory>

#include <fmt/format.h>

#include "commands/backfill_report.hpp"
#include "commands/backfill_source.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/migrate/backfill.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::string given;
  std::optional<std::string> name;
  std::optional<std::string> dir;
  std::optional<std::int64_t> workers;
};

Report try_out(Context& context, const migrate::Backfill& backfill) {
  pg::Transaction::Options options;
  options.schema = context.pack().schema;
  pg::Transaction tx{context.session(), options};
  return backfill_dry_run(backfill, migrate::check_backfill(tx, backfill));
}

template <bool resume>
Report run(Context& context, const Request& request) {
  const auto backfill = load_declaration(context, request.given, request.dir);
  if (context.dry_run()) return try_out(context, backfill);
  migrate::BackfillOptions options;
  options.workers = request.workers;
  options.resume = resume;
  options.say = [&](std::string_view line) { context.talk().say(line); };
  options.on_progress = [&](const migrate::BackfillProgress& progress) {
    context.talk().progress(backfill_progress_text(backfill.name, progress),
                            static_cast<std::size_t>(progress.scanned),
                            static_cast<std::size_t>(progress.total));
  };
  const auto state = migrate::run_backfill(context.session(), context.pack(), backfill,
                                           context.request("migrate.backfill"), options);
  context.talk().progress_done();
  auto report = backfill_report(state);
  if (state.state == "paused") report.suggest(fmt::format("admctl migrate backfill resume {}", request.given));
  return report;
}

// Pausing takes the name that 'status' shows, or what the run was begun with.
std::string name_of(Context& context, const Request& request) {
  const auto declared = find_declaration(context, request.given, request.dir);
  return declared ? declared->name : request.given;
}

Report run_pause(Context& context, const Request& request) {
  if (context.dry_run()) return Report{}.note("dry run: nothing was written");
  return backfill_report(migrate::pause_backfill(context.session(), context.pack(),
                                                 context.request("migrate.backfill"),
                                                 name_of(context, request)))
      .note("whoever runs it stops after the batch under way")
      .suggest(fmt::format("admctl migrate backfill resume {}", request.given));
}

Report run_cancel(Context& context, const Request& request) {
  if (context.dry_run()) return Report{}.note("dry run: nothing was written");
  context.confirm(fmt::format("Cancel backfill {} for good? What it has changed stays.", request.given));
  return backfill_report(migrate::cancel_backfill(
      context.session(), context.pack(), context.request("migrate.backfill"), name_of(context, request)));
}

Report run_status(Context& context, const Request& request) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  if (!request.name) return backfill_list(migrate::list_backfills(tx));
  if (const auto state = migrate::find_backfill(tx, *request.name)) return backfill_report(*state);
  throw Error{code::unknown_backfill,
              fmt::format("there is no backfill '{}'", *request.name),
              {},
              "admctl migrate backfill status lists them"};
}

template <auto then, bool takes_workers>
Run declare(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.required("FILE|NAME", request->given, "the declaration, or the migration that has one beside it");
  flags.option("--dir", request->dir, "a folder of migrations instead of the platform's own",
               {.metavar = "DIR"});
  if constexpr (takes_workers) {
    flags.option("--workers", request->workers, "so many at once, instead of the declared number",
                 {.metavar = "N"});
  }
  return [request](Context& context) { return then(context, *request); };
}

Run declare_status(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("NAME", request->name, "one of them; without it all are listed");
  return [request](Context& context) { return run_status(context, *request); };
}

const Command backfill_commands[]{
    {.name = "migrate backfill",
     .summary = "change many rows in small transactions that resume",
     .details = "The declaration is a YAML file, beside a migration as NAME/backfill.yaml or anywhere:\n\n"
                "  table: orders\n  key: id                      # NOT NULL, first column of an index\n"
                "  set: {currency: \"'EUR'\"}     # column: SQL\n  where: currency IS NULL\n"
                "  batch: 1000                  # rows of the first batch; then what fits target\n"
                "  target: 250ms                # time for a batch\n  max_lag: 5s                  # of the "
                "slowest replica\n"
                "  workers: 4\n\n"
                "Each batch and its checkpoint are one transaction: whatever is killed when, no row is changed "
                "twice and "
                "none is left out. The same command continues; any number may run at once. Rows inserted "
                "meanwhile must "
                "be written right by whoever inserts them.",
     .examples = {{"admctl migrate backfill 20260301120000_add_currency", "begin, or continue"},
                  {"admctl migrate backfill currency.yaml --workers 8", "a file"}},
     .effect = Effect::writes,
     .declare = declare<run<false>, true>},
    {.name = "migrate backfill status",
     .summary = "the backfills of the target and how far they are",
     .details = "",
     .examples = {{"admctl migrate backfill status", "all of them"}},
     .effect = Effect::reads,
     .declare = reading<declare_status>},
    {.name = "migrate backfill pause",
     .summary = "stop a backfill after the batch under way, wherever it runs",
     .details = "",
     .examples = {{"admctl migrate backfill pause 20260301120000_add_currency", "until 'resume'"}},
     .effect = Effect::writes,
     .declare = declare<run_pause, false>},
    {.name = "migrate backfill resume",
     .summary = "continue a paused backfill",
     .details = "",
     .examples = {{"admctl migrate backfill resume 20260301120000_add_currency", "from its checkpoint"}},
     .effect = Effect::writes,
     .declare = declare<run<true>, true>},
    {.name = "migrate backfill cancel",
     .summary = "end a backfill for good",
     .details = "What it has changed stays.",
     .examples = {{"admctl migrate backfill cancel 20260301120000_add_currency", "it cannot be continued"}},
     .effect = Effect::writes,
     .declare = declare<run_cancel, false>},
};

}  // namespace

std::span<const Command> migrate_backfill_commands() { return backfill_commands; }

}  // namespace admctl::commands
