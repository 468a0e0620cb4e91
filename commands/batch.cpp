#include "commands/batch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/batch_selection.hpp"
#include "commands/changes.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/inputs.hpp"
#include "lib/lifecycle/plan_run.hpp"
#include "lib/ops/policy.hpp"

namespace admctl::commands {
namespace {

constexpr std::size_t sample = 3;

lifecycle::MoveOrder order_of(const TransitionFlags& flags, const platform::Kind& kind) {
  return {.kind = &kind, .to = flags.to, .given = lifecycle::parse_inputs(flags.set)};
}

[[noreturn]] void wait_for_approval(const ops::Plan& plan) {
  throw Error{
      code::approval_needed, fmt::format("plan {} is recorded and waits for an approval", plan.id),
      fmt::format("{} to {}; SHA-256 {}", count_of(static_cast<std::size_t>(plan.items), "record"),
                  plan.asked.at("to").string_or(""), plan.hash),
      fmt::format("another database role approves it: admctl op approve {0}; then: admctl op resume {0}",
                  plan.id)}
      .with_operation(plan.id);
}

Table outcome_table(const std::vector<lifecycle::MoveOutcome>& outcomes,
                    const std::vector<ops::PlanItem>& items) {
  Table table{.columns = {{"record", "RECORD"}, {"from", "FROM"}, {"why", "WHY NOT"}}};
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].error) continue;
    const auto& detail = outcomes[i].error->detail();
    table.rows.push_back({Cell{items[i].record}, Cell::state(items[i].state),
                          Cell{outcomes[i].error->message() + (detail.empty() ? "" : ": " + detail)}});
  }
  return table;
}

Report rehearsed(Context& context, const lifecycle::MoveOrder& order, const std::vector<ops::PlanItem>& items,
                 const ops::Request& asked) {
  const auto rehearsal = lifecycle::rehearse_moves(context.session(), context.pack(), asked, order, items,
                                                   sample, waiting_options(context));
  Report report;
  report.fields("plan", "",
                {{"records", "RECORDS", rehearsal.would.items},
                 {"to", "TO", Cell::state(order.to)},
                 {"wouldMove", "WOULD MOVE", rehearsal.would.done},
                 {"already", "THERE ALREADY", rehearsal.would.already},
                 {"refused", "REFUSED", rehearsal.would.failed}});
  if (rehearsal.would.failed > 0) report.table("refused", "Refused", outcome_table(rehearsal.outcomes, items));
  report.table("sample", fmt::format("Changes of the first {}", sample),
               changes_table(context.pack(), rehearsal.changes));
  for (const auto& effect : lifecycle::effects_of(order, rehearsal.outcomes)) {
    report.note("outside the database, not done by admctl: " + effect);
  }
  return report.note("dry run: rolled back, nothing was written");
}

void show_sample(Context& context, const std::vector<ops::PlanItem>& items) {
  for (std::size_t i = 0; i < std::min(items.size(), sample); ++i) {
    context.talk().say(fmt::format("  {} in {}", items[i].record, items[i].state));
  }
  if (items.size() > sample) context.talk().say(fmt::format("  ... and {} more", items.size() - sample));
}

}  // namespace

void declare_run_flags(Flags& flags, RunFlags& into) {
  flags.option("--rate", into.rate, "at most so many records a second", {.metavar = "N"});
  flags.option("--chunk", into.chunk, "records in one transaction", {.metavar = "N"});
  flags.option("--on-error", into.on_error, "what a record that is not done means for the rest",
               {.metavar = "WHAT", .choices = {"stop", "continue"}});
}

void declare_batch_flags(Flags& flags, TransitionFlags& into) {
  declare_filter_flags(flags, into.filter);
  flags.option("--file", into.file, "keys of records, one a line; - is standard input", {.metavar = "FILE"});
  flags.option("--max", into.max, "refuse when it would be more records", {.metavar = "N"});
  declare_run_flags(flags, into.run);
}

bool needs_approval(Context& context) { return context.protection() == ops::Protection::guarded; }

Report plan_one(Context& context, const TransitionFlags& flags) {
  const auto address = lifecycle::parse_address(context.pack(), flags.records.front());
  auto asked = context.request("transition", ops::Action::forced);
  asked.force = flags.force;
  const auto items = select_items(context, *address.kind, flags);
  wait_for_approval(lifecycle::plan_moves(context.session(), context.pack(), asked,
                                          order_of(flags, *address.kind), items, true));
}

Report move_many(Context& context, const TransitionFlags& flags) {
  if (flags.expect_revision) throw Error{code::usage, "--expect-rev is of a single record"};
  if (flags.max < 1 || flags.run.chunk < 1 || flags.run.rate.value_or(1) < 1) {
    throw Error{code::usage, "--max, --chunk and --rate must be at least 1"};
  }
  const auto& kind = kind_of(context, flags);
  auto asked = context.request("transition", ops::Action::bulk);
  asked.force = flags.force;
  const auto order = order_of(flags, kind);
  if (asked.idempotency_key && !context.dry_run()) {
    pg::Transaction tx{context.session()};
    if (const auto earlier = ops::find_plan_by_key(tx, *asked.idempotency_key);
        earlier && earlier->kind == asked.kind) {
      tx.rollback();
      return run_plan(context, *earlier, flags.run);
    }
  }
  const auto items = select_items(context, kind, flags);
  if (items.empty()) {
    Report report;
    report.fields("plan", "", {{"records", "RECORDS", 0}, {"to", "TO", Cell::state(flags.to)}});
    return report.note("no record is meant: nothing was done");
  }
  if (context.dry_run()) return rehearsed(context, order, items, asked);
  const bool approval = needs_approval(context);
  if (!approval) {
    show_sample(context, items);
    context.confirm_typed(
        fmt::format("{}{} to {} on {}?", flags.force ? "force " : "move ",
                    count_of(items.size(), kind.name, kind.plural), flags.to, context.target().describe()),
        std::to_string(items.size()));
  }
  const auto plan = lifecycle::plan_moves(context.session(), context.pack(), asked, order, items, approval);
  if (approval) wait_for_approval(plan);
  return run_plan(context, plan, flags.run);
}

}  // namespace admctl::commands
