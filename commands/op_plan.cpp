#include <fmt/format.h>

#include <memory>

#include "commands/archive_run.hpp"
#include "commands/batch.hpp"
#include "commands/groups.hpp"
#include "commands/recover_plan.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/recover_plan.hpp"
#include "lib/ops/ledger.hpp"

namespace admctl::commands {
namespace {

ops::Plan plan_of(Context& context, const std::string& id) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  if (auto plan = ops::find_plan(tx, id)) return *plan;
  throw Error{code::no_such_operation,
              fmt::format("the ledger has no plan '{}'", id),
              {},
              "run 'admctl op plans' to see what there is"};
}

Report run_status(Context& context, const std::string& id) {
  std::optional<ops::Plan> plan;
  std::optional<ops::Operation> operation;
  std::optional<ops::Operation> undone;
  {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
    plan = ops::find_plan(tx, id);
    if (!plan) {
      operation = ops::find_operation(tx, id);
      undone = ops::find_undo_of(tx, operation->id);
    }
  }
  if (plan) return plan_report(context, *plan);
  Report report;
  return report.fields("operation", "",
                       {{"operation", "OPERATION", operation->id},
                        {"status", "STATUS", undone ? "committed, undone since" : "committed"},
                        {"kind", "KIND", operation->kind},
                        {"subject", "SUBJECT", Cell{operation->summary.at("subject")}},
                        {"finished", "FINISHED", Cell::time(parse_time(operation->finished_at))},
                        {"undoneBy", "UNDONE BY", undone ? Value{undone->id} : Value{}}});
}

Report run_resume(Context& context, const std::string& id, const RunFlags& flags) {
  const auto plan = plan_of(context, id);
  refuse_archive_plan(plan);
  context.confirm(
      fmt::format("go on with plan {}: {} on {}?", plan.id, words_of(plan), context.target().describe()));
  if (plan.kind == lifecycle::recover_kind) return run_recovery_plan(context, plan);
  return run_plan(context, plan, flags);
}

Report run_approve(Context& context, const std::string& id) {
  const auto plan = plan_of(context, id);
  context.confirm_typed(fmt::format("approve {}{} as {} asked on {}?", plan.forced ? "forcing " : "",
                                    words_of(plan), plan.actor, context.target().describe()),
                        std::to_string(plan.items));
  pg::Transaction tx{context.session()};
  ops::approve(tx, plan, context.request("approve"));
  if (context.dry_run()) {
    tx.rollback();
    return plan_report(context, plan).note("dry run: rolled back, nothing was written");
  }
  tx.commit();
  return plan_report(context, plan);
}

Run declare_status(Flags& flags) {
  auto id = std::make_shared<std::string>();
  flags.required("ID", *id, "the id of an operation or a plan, or a unique beginning of it");
  return [id](Context& context) { return run_status(context, *id); };
}

Run declare_resume(Flags& flags) {
  auto id = std::make_shared<std::string>();
  auto run = std::make_shared<RunFlags>();
  flags.required("PLAN", *id, "the plan's id, or a unique beginning of it");
  declare_run_flags(flags, *run);
  return [id, run](Context& context) { return run_resume(context, *id, *run); };
}

Run declare_approve(Flags& flags) {
  auto id = std::make_shared<std::string>();
  flags.required("PLAN", *id, "the plan's id, or a unique beginning of it");
  return [id](Context& context) { return run_approve(context, *id); };
}

const Command op_plan_table[]{
    {.name = "op status",
     .summary = "what became of an operation or a plan",
     .details = "Of a plan: how many records are done, left, or could not be moved and why.",
     .examples = {{"admctl op status 01997f2e", "after an interruption, or exit code 12"}},
     .effect = Effect::reads,
     .declare = reading<declare_status>},
    {.name = "op resume",
     .summary = "go on with a plan that was interrupted, or begin one that was approved",
     .details = "Every record is moved once: what has an outcome is left alone, and a record that changed "
                "since the plan "
                "was made is not moved. Two runners of a plan take turns.",
     .examples = {{"admctl op resume 01997f2e --yes", "the rest of a batch"}},
     .effect = Effect::writes,
     .declare = declare_resume},
    {.name = "op approve",
     .summary = "approve a plan that somebody else made",
     .details =
         "A database whose admctl.protection is 'protected' demands it for forced moves and recipes and bulk "
         "moves: ALTER "
         "DATABASE "
         "app SET admctl.protection = 'protected'. The approval is by another database role than the one that "
         "made the plan, and for exactly this plan: it does not begin once a record has changed.",
     .examples = {{"admctl op approve 01997f2e --confirm=250", "of a plan with 250 records"}},
     .effect = Effect::writes,
     .declare = declare_approve},
};

}  // namespace

std::span<const Command> op_plan_commands() { return op_plan_table; }

}  // namespace admctl::commands
