#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/lint_report.hpp"
#include "commands/migrate_plan_report.hpp"
#include "commands/migrate_source.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/lint.hpp"
#include "lib/migrate/live_schema.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

using Request = MigrationSource;

Report run_plan(Context& context, const Request& request) {
  const auto migrations = open_migrations(context, request);
  const auto status = migrations.status(context);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(migrations.history->schema())};
  auto schema = migrate::read_known_schema(tx);
  const auto sizes = migrate::read_table_sizes(tx);
  auto table = migrate_plan_table();
  std::vector<migrate::LintFinding> findings;
  std::size_t pending = 0;
  for (const auto& entry : status.entries) {
    if (!entry.is_pending()) continue;
    ++pending;
    const auto linted = migrate::lint(*entry.file, schema);
    add_plan_rows(table, entry.name, linted, sizes);
    findings.insert(findings.end(), linted.findings.begin(), linted.findings.end());
  }
  auto report = Report::list(std::move(table));
  if (pending == 0) return report.note("nothing to do: no migration is pending");
  report.note(fmt::format("{} pending; {}", count_of(pending, "migration"), describe_findings(findings)));
  report.exit = Exit::differences;
  for (const auto* next : {"admctl migrate lint", "admctl migrate rehearse", "admctl migrate up"})
    report.suggest(repeat_with(context, next, request));
  return report;
}

Run declare_plan(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, *request);
  return [request](Context& context) { return run_plan(context, *request); };
}

const Command plan_commands[]{
    {.name = "migrate plan",
     .summary = "what each pending statement locks and does to the tables of this target",
     .details = "One row per statement and table: the lock it takes, whether all rows are written anew or read "
                "under it, "
                "the table's size and the planner's estimate of its rows here, and what lint finds, with the "
                "target's own columns and indexes known. Nothing is written.\n\n"
                "Exit status: 10 with --exit-code when migrations are pending, else 0.",
     .examples = {{"admctl migrate plan", "before 'migrate up'"},
                  {"admctl migrate plan -o wide",
                   "what stops meanwhile, and how long the table has been in use"},
                  {"admctl migrate plan --dir migrations -o json", "for a review"}},
     .effect = Effect::reads,
     .declare = reading<declare_plan>,
     .fleet = true},
};

}  // namespace

std::span<const Command> migrate_plan_commands() { return plan_commands; }

}  // namespace admctl::commands
