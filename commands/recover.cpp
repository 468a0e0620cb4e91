#include <fmt/format.h>

#include <memory>

#include "commands/batch.hpp"
#include "commands/groups.hpp"
#include "commands/recover_plan.hpp"
#include "commands/recover_report.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/inputs.hpp"

namespace admctl::commands {
namespace {

struct RecoverRequest {
  std::string record;
  std::optional<std::string> recipe;
  std::vector<std::string> set;
  std::optional<std::string> expect;
  std::optional<std::string> expect_revision;
  bool all = false;
  bool force = false;
};

// What the operator vouches for is asked for together with what will be written.
void ask(Context& context, const RecoverRequest& request, const lifecycle::RecoverOrder& order,
         const lifecycle::RecoverResult& plan) {
  for (const auto& line : plan_lines(context.pack(), order, plan)) context.talk().say(line);
  const auto& facts = order.recipe->facts;
  const auto seen = facts.empty() ? std::string{} : "have you seen all of this, and ";
  const auto question =
      fmt::format("{}shall {} change {} of {} on {}?", seen, order.recipe->name,
                  count_of(written_rows(plan), "row"), plan.record, context.target().describe());
  if (request.force)
    context.confirm_typed(question, plan.record);
  else
    context.confirm(question);
}

Report apply(Context& context, const RecoverRequest& request) {
  const auto& pack = context.pack();
  auto asked = context.request("recover", request.force ? ops::Action::forced : ops::Action::write,
                               Context::Asks::itself);
  asked.force = request.force;
  if (request.force && !asked.reason) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  lifecycle::RecoverOrder order{.record = lifecycle::parse_address(pack, request.record),
                                .given = lifecycle::parse_inputs(request.set),
                                .expect = request.expect,
                                .expect_revision = request.expect_revision};
  order.recipe = &lifecycle::find_recipe(pack, *order.record.kind, *request.recipe);
  const auto options = waiting_options(context);
  const bool by_plan = request.force && !asked.dry_run && needs_approval(context);
  if (by_plan) {
    if (auto earlier = earlier_recovery(context, asked, order)) return *earlier;
  }
  // The plan is the operation itself, rolled back.
  auto rehearsal = asked;
  rehearsal.dry_run = true;
  const auto plan = lifecycle::recover(context.session(), pack, rehearsal, order, options);
  if (plan.outcome.replayed) return replayed_report(context.pack(), plan.outcome);
  if (asked.dry_run) return recover_report(context.pack(), order, plan);
  if (by_plan) plan_recovery(context, asked, order, plan);
  ask(context, request, order, plan);
  order.expect_revision = plan.revision;
  const auto result = lifecycle::recover(context.session(), pack, asked, order, options);
  return result.outcome.replayed ? replayed_report(context.pack(), result.outcome)
                                 : recover_report(context.pack(), order, result);
}

Report list(Context& context, const RecoverRequest& request) {
  const auto address = lifecycle::parse_address(context.pack(), request.record);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return offers_report(lifecycle::offered_recipes(tx, context.pack(), address), request.all);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<RecoverRequest>();
  flags.required("KIND/KEY", request->record, "the record: by number or id");
  flags.optional("RECIPE", request->recipe, "the recipe; without it those that apply are listed");
  flags.flag("--all", request->all, "list the recipes that do not apply too, and why");
  flags.option("--set", request->set, "a value that the recipe takes; may be given several times",
               {.metavar = "NAME=VALUE", .commas = false});
  flags.option("--expect", request->expect, "refuse unless the record is in this state now",
               {.metavar = "STATE"});
  flags.option("--expect-rev", request->expect_revision, "refuse unless the record has this revision now",
               {.metavar = "REVISION"});
  flags.flag("--force", request->force,
             "apply it although its condition does not hold; needs --reason, is recorded");
  return [request](Context& context) {
    return request->recipe ? apply(context, *request) : list(context, *request);
  };
}

const Command recover_command{
    .name = "recover",
    .summary = "mend a known condition of a record by a recipe",
    .details =
        "Without RECIPE: the recipes whose condition the record is in, and what they need. With it: locks the "
        "record, re-checks the condition, shows every step with the rows before and after, the facts that you "
        "vouch for and what is left to do outside the database, asks, and then takes all steps in one "
        "operation. "
        "Moves among them obey the lifecycle and its guards, except those that the recipe's facts stand for, "
        "which are recorded as overridden. One 'admctl op undo' takes all of it back. No recipe moves money: "
        "it records what the chain has done. On a protected target a forced recipe is recorded as a plan, "
        "which "
        "another database role approves and 'admctl op resume' carries out.",
    .examples =
        {{"admctl recover deal/1042", "what can be done about it"},
         {"admctl recover deal/1042 paid-still-waiting --set txHash=9f2c... --dry-run",
          "show the exact changes, write nothing"},
         {"admctl recover deal/1042 confirm-refund --set txHash=9f2c... --expect CANCELLED --yes --reason "
          "\"INC-12: refunded on chain\"",
          "from a script"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> recover_commands() { return {&recover_command, 1}; }

}  // namespace admctl::commands
