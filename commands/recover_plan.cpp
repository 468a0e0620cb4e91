#include "commands/recover_plan.hpp"

#include <fmt/format.h>

#include "commands/batch.hpp"
#include "commands/changes.hpp"
#include "commands/recover_report.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/recover_plan.hpp"

namespace admctl::commands {

std::string words_of(const ops::Plan& plan) {
  if (plan.kind == lifecycle::recover_kind) {
    return fmt::format("recipe {} on {}", plan.asked.at("recipe").string_or(""),
                       plan.asked.at("record").string_or(""));
  }
  return fmt::format("{} to {}", count_of(static_cast<std::size_t>(plan.items), "record"),
                     plan.asked.at("to").string_or(""));
}

std::optional<Report> earlier_recovery(Context& context, const ops::Request& asked,
                                       const lifecycle::RecoverOrder& order) {
  std::optional<ops::Plan> plan;
  {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
    plan = lifecycle::find_recovery(tx, context.pack(), asked, order);
  }
  return plan ? std::optional{run_recovery_plan(context, *plan)} : std::nullopt;
}

void plan_recovery(Context& context, const ops::Request& asked, const lifecycle::RecoverOrder& order,
                   const lifecycle::RecoverResult& rehearsed) {
  for (const auto& line : plan_lines(context.pack(), order, rehearsed)) context.talk().say(line);
  const auto plan = lifecycle::plan_recovery(context.session(), context.pack(), asked, order, rehearsed);
  throw Error{
      code::approval_needed, fmt::format("plan {} is recorded and waits for an approval", plan.id),
      fmt::format("{}; SHA-256 {}", words_of(plan), plan.hash),
      fmt::format("another database role approves it: admctl op approve {0}; then: admctl op resume {0}",
                  plan.id)}
      .with_operation(plan.id);
}

Report run_recovery_plan(Context& context, const ops::Plan& plan) {
  const auto asked = context.request(plan.kind, ops::Action::approved);
  const auto result =
      lifecycle::run_recovery(context.session(), context.pack(), asked, plan, waiting_options(context));
  if (!result) return plan_report(context, plan).note("the plan was carried out before: nothing was done now");
  return recover_report(context.pack(), lifecycle::recovery_of(context.pack(), plan), *result);
}

}  // namespace admctl::commands
