#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/new_migration.hpp"
#include "lib/migrate/take_back.hpp"

namespace admctl::commands {
namespace {

struct Request {
  MigrationSource source;
  LockFlags lock;
  std::int64_t count = 1;
  std::optional<std::string> to;
  std::string title;
};

Report run_down(Context& context, const Request& request) {
  if (request.count < 1) throw Error{code::usage, "--count must be at least 1"};
  const auto migrations = open_migrations(context, request.source);
  const auto options = run_options(context, request.lock, "admctl migrate down", request.source);
  context.confirm(request.to ? fmt::format("Take back every migration later than {}?", *request.to)
                             : fmt::format("Take back the last {}?",
                                           count_of(static_cast<std::size_t>(request.count), "migration")));
  const auto done = migrate::down(context.session(), migrations.head, *migrations.history, migrations.files,
                                  context.request("migrate.down"), options,
                                  {static_cast<std::size_t>(request.count), request.to});
  Table table{{{"migration", "MIGRATION"},
               {"statements", "STATEMENTS", true},
               {"durationMs", "TOOK", true},
               {"operation", "OPERATION", false, true}}};
  for (const auto& each : done) {
    table.rows.push_back({each.name, each.statements, duration_cell(each.took),
                          each.operation.empty() ? Value{} : Value{each.operation}});
  }
  auto report = Report::list(std::move(table));
  if (done.empty()) return report.note("nothing to do: no migration is applied");
  if (!context.dry_run()) return report.note(count_of(done.size(), "migration") + " taken back");
  return report.note(fmt::format("dry run: {} taken back and rolled back, nothing was written",
                                 count_of(done.size(), "migration")));
}

Report run_new(Context& context, const Request& request) {
  if (!request.source.dir) {
    throw Error{code::missing_flag, "the folder is needed", "a platform's own migrations are not written here",
                "give --dir DIR"};
  }
  const std::filesystem::path dir{*request.source.dir};
  const auto format = request.source.history ? migrate::parse_format(*request.source.history)
                      : std::filesystem::exists(dir) && !std::filesystem::is_empty(dir)
                          ? migrate::formats_of(dir).front()
                          : migrate::HistoryFormat::native;
  Table table{{{"file", "FILE"}}};
  for (const auto& path : migrate::make_migration(dir, format, request.title, context.clock().now()))
    table.rows.push_back({path});
  return Report::list(std::move(table))
      .note(fmt::format("in the layout of {}; write the SQL, then: admctl migrate up --dir {}",
                        migrate::format_name(format), *request.source.dir));
}

Run declare_down(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--count", request->count, "how many, the last first", {.metavar = "N"});
  flags.option("--to", request->to, "all that are later than this one, which stays", {.metavar = "NAME"});
  declare_lock(flags, request->lock);
  return [request](Context& context) { return run_down(context, *request); };
}

Run declare_new(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.required("NAME", request->title, "what it does: \"add orders\"");
  declare_source(flags, request->source);
  return [request](Context& context) { return run_new(context, *request); };
}

const Command down_table[]{
    {.name = "migrate down",
     .summary = "take applied migrations back with their own down scripts",
     .details = "Runs NAME/down.sql, NAME.down.sql or dbmate's -- migrate:down section, each in one "
                "transaction with the "
                "history row. Refused before anything runs when one has no such script. The ledger keeps what "
                "was run.",
     .examples = {{"admctl migrate down", "the last one"},
                  {"admctl migrate down --count 2 --yes", "two, in a script"},
                  {"admctl migrate down --to 20260301120000_add_orders", "all that are later"}},
     .effect = Effect::writes,
     .declare = declare_down},
    {.name = "migrate new",
     .summary = "make an empty migration in a folder",
     .details = "Named after the time in UTC and the given words, laid out as the folder's other ones are.",
     .examples = {{"admctl migrate new 'add orders' --dir db/migrations", "as the folder's tool wants it"},
                  {"admctl migrate new add_orders --dir db/migrations --history dbmate", "in an empty folder"}},
     .effect = Effect::reads,
     .declare = declare_new},
};

}  // namespace

std::span<const Command> migrate_down_commands() { return down_table; }

}  // namespace admctl::commands
