#include <memory>

#include "commands/batch.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

Report run_plans(Context& context, const ops::PlanFilter& filter) {
  if (filter.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  Table table{{{"plan", "PLAN"},
               {"created", "CREATED"},
               {"status", "STATUS"},
               {"to", "TO"},
               {"records", "RECORDS", true},
               {"done", "DONE", true},
               {"left", "LEFT", true},
               {"actor", "ACTOR"},
               {"reason", "REASON"},
               {"forced", "FORCED"},
               {"dbRole", "DATABASE ROLE", false, true},
               {"command", "COMMAND", false, true}},
              {},
              {}};
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  for (const auto& each : ops::list_plans(tx, filter)) {
    const auto& plan = each.plan;
    table.rows.push_back({Cell{plan.id}, Cell::time(parse_time(plan.created_at)), Cell{plan_status(each)},
                          Cell::state(plan.asked.at("to").string_or("")), Cell{plan.items},
                          Cell{each.progress.done}, Cell{each.progress.left()}, Cell{plan.actor},
                          Cell{plan.reason}, Cell{plan.forced}, Cell{plan.db_role}, Cell{plan.command}});
  }
  auto report = Report::list(std::move(table));
  if (filter.waiting)
    report.note("another database role than the plan's own approves it: admctl op approve PLAN");
  return report;
}

Run declare_plans(Flags& flags) {
  auto filter = std::make_shared<ops::PlanFilter>();
  flags.flag("--unfinished", filter->unfinished, "only those with records left");
  flags.flag("--waiting", filter->waiting, "only those that wait for an approval");
  flags.option("--limit", filter->limit, "at most so many", {.metavar = "N"});
  return [filter](Context& context) { return run_plans(context, *filter); };
}

const Command op_plans_command{
    .name = "op plans",
    .summary = "plans of batches, and of moves that wait for an approval, newest first",
    .details = "What a plan is about, and each record that was not moved, tells 'admctl op show PLAN'.",
    .examples = {{"admctl op plans --waiting", "what somebody else has to approve"},
                 {"admctl op plans --unfinished", "what was interrupted, to go on with 'admctl op resume'"}},
    .effect = Effect::reads,
    .declare = reading<declare_plans>,
    .fleet = true,
};

}  // namespace

std::span<const Command> op_plans_commands() { return {&op_plans_command, 1}; }

}  // namespace admctl::commands
