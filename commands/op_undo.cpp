#include <fmt/format.h>

#include <memory>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/plan.hpp"
#include "lib/ops/undo.hpp"

namespace admctl::commands {
namespace {

std::optional<ops::Plan> plan_named(Context& context, const std::string& id) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return ops::find_plan(tx, id);
}

Report run_undo_plan(Context& context, const ops::Plan& plan) {
  if (!context.dry_run()) {
    context.confirm(fmt::format("undo plan {} of {} on {}?", plan.id,
                                count_of(static_cast<std::size_t>(plan.items), "record"),
                                context.target().describe()));
  }
  const auto outcomes =
      ops::undo_plan(context.session(), context.pack(), context.request("undo"), plan, waiting_options(context),
                     [&](std::size_t done, std::size_t all) { context.talk().progress("undoing", done, all); });
  context.talk().progress_done();
  std::size_t changed = 0;
  std::size_t rows = 0;
  Table table{.columns = {{"undone", "UNDONE"}, {"operation", "OPERATION"}, {"changed", "CHANGED"}}};
  for (const auto& outcome : outcomes) {
    const bool is_new = !outcome.replayed && !outcome.dry_run;
    changed += outcome.replayed ? 0 : 1;
    rows += outcome.replayed ? 0 : outcome.changes.size();
    table.rows.push_back(
        {Cell{outcome.operation.undoes}, Cell{outcome.dry_run ? "" : outcome.operation.id}, Cell{is_new}});
  }
  Report report;
  report.fields("undo", "",
                {{"plan", "PLAN", plan.id},
                 {"operations", "OPERATIONS", changed},
                 {"rows", "ROWS WRITTEN", rows},
                 {"changed", "CHANGED", changed > 0 && !context.dry_run()}});
  report.table("operations", "Operations", std::move(table));
  if (context.dry_run()) return report.note("dry run: rolled back, nothing was written");
  return report.note("messages sent and payments made outside the database are not taken back");
}

Report run_undo(Context& context, const std::string& id) {
  if (const auto plan = plan_named(context, id)) return run_undo_plan(context, *plan);
  if (!context.dry_run()) context.confirm("undo operation " + id + " on " + context.target().describe() + "?");
  const auto outcome =
      ops::undo(context.session(), context.pack(), context.request("undo"), id, waiting_options(context));
  Report report;
  std::vector<Field> fields{{"undone", "UNDONE", Cell{outcome.operation.undoes}},
                            {"subject", "SUBJECT", Cell{outcome.operation.summary.at("subject")}},
                            {"changed", "CHANGED", !outcome.dry_run && !outcome.replayed}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("undo", "", std::move(fields));
  report.table("changes", "Changes", changes_table(context.pack(), outcome.changes));
  if (outcome.replayed) return report.note("it was undone before: nothing was done now");
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  return report.note("messages sent and payments made outside the database are not taken back");
}

Report run_verify(Context& context) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  const auto chain = ops::verify_chain(tx);
  if (!chain.problems.empty()) {
    std::vector<std::string> lines;
    for (const auto& problem : chain.problems) {
      lines.push_back(fmt::format("position {} {}: {}", problem.seq, problem.operation, problem.what));
    }
    throw Error{code::ledger_broken,
                "the ledger is not what admctl wrote: " + count_of(lines.size(), "problem"), join(lines, "\n"),
                "compare with a backup; find out who may write to schema admctl"};
  }
  Report report;
  return report
      .fields("ledger", "", {{"operations", "OPERATIONS", chain.checked}, {"head", "HEAD", chain.head}})
      .note("every operation and change is as it was written");
}

Run declare_undo(Flags& flags) {
  auto id = std::make_shared<std::string>();
  flags.required("OPERATION", *id, "the id of an operation or a plan, or a unique beginning of it");
  return [id](Context& context) { return run_undo(context, *id); };
}

Run declare_verify(Flags&) { return run_verify; }

const Command op_undo_table[]{
    {.name = "op undo",
     .summary = "take an operation back by another operation",
     .details =
         "Restores every row as it was, after proving that nothing touched it since. The platform's event and "
         "audit rows stay; compensating ones are added. A plan is taken back operation by operation, the "
         "newest "
         "first; what is interrupted goes on when the same command is given again. What happened outside the "
         "database is not taken back.",
     .examples = {{"admctl op undo 01997f2e --dry-run", "what it would restore"},
                  {"admctl op undo 01997f2e --yes --reason \"wrong deal\"", "from a script"}},
     .effect = Effect::writes,
     .declare = declare_undo},
    {.name = "op verify",
     .summary = "prove that the ledger's hash chain is whole",
     .details = "",
     .examples = {{"admctl op verify", "exit 9 when an operation was edited, removed or inserted"}},
     .effect = Effect::reads,
     .declare = reading<declare_verify>},
};

}  // namespace

std::span<const Command> op_undo_commands() { return op_undo_table; }

}  // namespace admctl::commands
