#include <fmt/format.h>

#include "commands/batch.hpp"
#include "commands/changes.hpp"
#include "commands/failover.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/plan_run.hpp"
#include "lib/lifecycle/recover_plan.hpp"

namespace admctl::commands {
namespace {

constexpr std::int64_t shown_failures = 1000;

struct Reading {
  ops::Progress progress;
  std::vector<ops::ItemOutcome> failures;
  std::vector<ops::Approval> approvals;
  std::vector<std::string> operations;
};

Reading read(Context& context, const ops::Plan& plan) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return {ops::progress_of(tx, plan), ops::failures_of(tx, plan, shown_failures), ops::approvals_of(tx, plan),
          ops::operations_of(tx, plan)};
}

// What the approver of a recipe has to know.
void add_recipe(Report& report, std::vector<Field>& fields, const ops::Plan& plan) {
  fields.push_back({"record", "RECORD", Cell{plan.asked.at("record")}});
  fields.push_back({"recipe", "RECIPE", Cell{plan.asked.at("recipe")}});
  const auto& given = plan.asked.at("given");
  if (const auto* inputs = given.as_object()) {
    std::vector<std::string> words;
    for (const auto& [name, value] : inputs->members()) words.push_back(name + "=" + value.string_or(""));
    fields.push_back({"given", "GIVEN", Cell{given, join(words, ", ")}});
  }
  if (const auto* overridden = plan.asked.at("overridden").as_array()) {
    for (const auto& what : *overridden) report.note("overridden: " + what.string_or(""));
  }
}

}  // namespace

std::string plan_status(const ops::PlanSummary& plan) {
  if (!plan.approved) return "waits for an approval";
  if (plan.progress.left() == plan.plan.items) return "not begun";
  if (plan.progress.left() > 0) return "part done";
  return plan.progress.failed > 0 ? "done, not all items" : "done";
}

Report plan_report(Context& context, const ops::Plan& plan) {
  const auto now = read(context, plan);
  const bool approved = !plan.needs_approval || !now.approvals.empty();
  Report report;
  std::vector<Field> fields{{"plan", "PLAN", plan.id},
                            {"status", "STATUS", plan_status({plan, now.progress, approved})},
                            {"kind", "KIND", plan.kind},
                            {"to", "TO", Cell::state(plan.asked.at("to").string_or(""))},
                            {"records", "RECORDS", plan.items},
                            {"done", "DONE", now.progress.done},
                            {"already", "THERE ALREADY", now.progress.already},
                            {"failed", "NOT DONE", now.progress.failed},
                            {"left", "LEFT", now.progress.left()},
                            {"forced", "FORCED", plan.forced},
                            {"actor", "ACTOR", plan.actor},
                            {"dbRole", "DATABASE ROLE", plan.db_role},
                            {"reason", "REASON", Cell{plan.reason}},
                            {"ticket", "TICKET", Cell{plan.ticket}},
                            {"command", "COMMAND", plan.command},
                            {"created", "CREATED", Cell::time(parse_time(plan.created_at))},
                            {"operations", "OPERATIONS", now.operations.size()},
                            {"hash", "HASH", plan.hash}};
  if (plan.kind == lifecycle::recover_kind) add_recipe(report, fields, plan);
  report.fields("plan", "", std::move(fields));
  if (!now.approvals.empty()) {
    Table table{
        .columns = {{"dbRole", "DATABASE ROLE"}, {"actor", "ACTOR"}, {"reason", "REASON"}, {"at", "AT"}}};
    for (const auto& approval : now.approvals) {
      table.rows.push_back({Cell{approval.db_role}, Cell{approval.actor}, Cell{approval.reason},
                            Cell::time(parse_time(approval.approved_at))});
    }
    report.table("approvals", "Approvals", std::move(table));
  }
  if (!now.failures.empty()) {
    Table table{.columns = {{"record", "RECORD"}, {"outcome", "OUTCOME"}, {"code", "CODE"}, {"why", "WHY"}}};
    for (const auto& failure : now.failures) {
      table.rows.push_back({Cell{failure.record}, Cell{std::string{ops::name_of(failure.result)}},
                            Cell{failure.code},
                            Cell{failure.message + (failure.detail.empty() ? "" : ": " + failure.detail)}});
    }
    report.table("failures", "Not done", std::move(table));
  }
  if (!approved) return report.suggest("admctl op approve " + plan.id);
  if (now.progress.left() > 0) report.suggest("admctl op resume " + plan.id);
  if (now.progress.done > 0) report.suggest("admctl op undo " + plan.id);
  return report;
}

Report run_plan(Context& context, const ops::Plan& plan, const RunFlags& flags) {
  const lifecycle::BatchOptions batch{.chunk = flags.chunk,
                                      .rate = flags.rate,
                                      .stop_at_failure = flags.on_error == "stop",
                                      .on_progress = [&](const ops::Progress& now) {
                                        const auto done = static_cast<std::size_t>(now.items - now.left());
                                        context.talk().progress("moving", done,
                                                                static_cast<std::size_t>(now.items));
                                      }};
  const auto asked =
      context.request(plan.kind, plan.needs_approval ? ops::Action::approved : ops::Action::bulk);
  if (!plan.needs_approval && context.protection() == ops::Protection::guarded) {
    throw Error{code::protection_refused,
                fmt::format("plan {} was made before the target was protected", plan.id),
                "nobody was asked to approve it", "repeat the command that made it: it records a new plan"};
  }
  try {
    const auto now = across_failover(context, [&] {
      return lifecycle::run_plan(context.session(), context.pack(), asked, plan, batch,
                                 waiting_options(context));
    });
    context.talk().progress_done();
    auto report = plan_report(context, plan);
    if (now.failed > 0) report.exit = Exit::partial;
    if (now.done > 0) {
      std::vector<std::string> effects;
      const auto order = lifecycle::order_of(context.pack(), plan);
      if (const auto* rule = order.kind->lifecycle.find_target(order.to)) effects = rule->effects;
      for (const auto& effect : effects) report.note("outside the database, not done by admctl: " + effect);
    }
    return report;
  } catch (Error& error) {
    context.talk().progress_done();
    if (error.code() == code::approval_needed || error.code() == code::plan_moved) throw;
    error.with_operation(plan.id);
    error.with_hint((error.hint().empty() ? "" : error.hint() + "; ") +
                    fmt::format("what was done stays done; go on with: admctl op resume {}", plan.id));
    throw;
  }
}

}  // namespace admctl::commands
