#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "commands/rehearsal_report.hpp"
#include "commands/replica_flags.hpp"
#include "commands/scratch_database.hpp"
#include "commands/target_dump.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/clone.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/rehearse.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

struct Request {
  MigrationSource source;
  std::int64_t with_data = 0;
};

Report run_rehearse(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request.source);
  const auto status = migrations.status(context);
  std::vector<const migrate::MigrationFile*> pending;
  for (const auto& entry : status.entries) {
    if (entry.is_pending()) pending.push_back(entry.file);
  }
  if (pending.empty()) return Report{}.note("nothing to do: no migration is pending");

  const ScratchDatabase scratch{context, "rehearse"};
  const auto dump = dump_target(context);
  RehearsalParts parts;
  {
    auto clone = scratch.open();
    parts.left_out = migrate::restore_schema(clone, dump);
  }
  // The dump leaves settings behind in the session that ran it.
  auto clone = scratch.open();
  if (request.with_data > 0) {
    context.talk().say(fmt::format("copying up to {} of every table",
                                   count_of(static_cast<std::size_t>(request.with_data), "row")));
    parts.copied = migrate::copy_rows(context.session(), clone, request.with_data);
  }
  parts.batch = migrate::rehearse_as_batch(clone, migrations.history->schema(), pending);
  parts.steps = migrate::rehearse_step_by_step(clone, migrations.history->schema(), pending);
  parts.next = repeat_with(context, "admctl migrate up", request.source);
  return rehearsal_report(parts);
}

Run declare_rehearse(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--with-data", request->with_data, "copy so many rows of every table; 0 copies none",
               {.metavar = "N"});
  return [request](Context& context) { return run_rehearse(context, *request); };
}

const Command rehearse_table[]{
    {.name = "migrate rehearse",
     .summary = "run pending migrations on a clone and report what the server really did",
     .details =
         "Copies the target's schema (and rows, with --with-data) to a scratch database of the embedded server "
         "and "
         "applies what is pending there: all in one transaction, then migration by migration. Tells for every "
         "statement the locks that it took on tables that were there before, the tables that it wrote anew, "
         "what it "
         "left invalid, and how long it took. The target is only read.\n\n"
         "Times are those of the clone: without rows they say nothing about a large table. With fewer rows "
         "than the "
         "target has, a new foreign key may fail for rows whose parents were not copied.\n\n"
         "Exit status: 1 when a migration fails step by step, else 0.",
     .examples = {{"admctl migrate rehearse", "locks and rewrites, on an empty clone"},
                  {"admctl migrate rehearse --with-data 100000", "with rows, so that times mean something"},
                  {"admctl migrate rehearse --db postgresql://app@db.example.com/app --dir migrations",
                   "what would happen there"}},
     .effect = Effect::reads,
     .declare = reading<declare_rehearse>},
};

}  // namespace

std::span<const Command> migrate_rehearse_commands() { return rehearse_table; }

}  // namespace admctl::commands
