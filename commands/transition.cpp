#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/batch.hpp"
#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/lifecycle/inputs.hpp"
#include "lib/lifecycle/transition.hpp"

namespace admctl::commands {
namespace {

// A forced move overrides rules that protect money: it is a severe question.
void ask(Context& context, const TransitionFlags& flags, const std::string& record) {
  if (!flags.force || context.dry_run()) return;
  context.confirm_typed(fmt::format("force {} to {} on {}, whatever the lifecycle and its guards say?", record,
                                    flags.to, context.target().describe()),
                        record);
}

Report report_of(const platform::Pack& pack, const lifecycle::MoveResult& result) {
  const auto& outcome = result.outcome;
  Report report;
  if (result.already) {
    report.fields("transition", "",
                  {{"record", "RECORD", result.record},
                   {"state", "STATE", Cell::state(result.to)},
                   {"changed", "CHANGED", false}});
    return report.note(result.record + " is in " + result.to + " already: nothing was done");
  }
  std::vector<Field> fields{{"record", "RECORD", result.record},
                            {"from", "FROM", Cell::state(result.from)},
                            {"to", "TO", Cell::state(result.to)},
                            {"changed", "CHANGED", !outcome.dry_run},
                            {"forced", "FORCED", !result.overridden.empty()}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("transition", "", std::move(fields));
  report.table("changes", "Changes", changes_table(pack, outcome.changes));
  for (const auto& what : result.overridden) report.note("overridden: " + what);
  for (const auto& effect : result.effects) report.note("outside the database, not done by admctl: " + effect);
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  report.suggest("admctl inspect " + result.record);
  return report.suggest("admctl op undo " + outcome.operation.id);
}

Report replayed(const platform::Pack& pack, const ops::Outcome& outcome) {
  Report report;
  report.fields("transition", "",
                {{"record", "RECORD", Cell{outcome.operation.summary.at("subject")}},
                 {"from", "FROM", Cell::state(outcome.operation.summary.at("from").string_or(""))},
                 {"to", "TO", Cell::state(outcome.operation.summary.at("to").string_or(""))},
                 {"changed", "CHANGED", false},
                 {"forced", "FORCED", outcome.operation.forced},
                 {"operation", "OPERATION", outcome.operation.id}});
  report.table("changes", "Changes", changes_table(pack, outcome.changes));
  return report.note("this --key was applied before, at " + outcome.operation.finished_at +
                     ": nothing was done now");
}

Report move_one(Context& context, const TransitionFlags& flags) {
  const auto& record = flags.records.front();
  auto asked = context.request("transition", flags.force ? ops::Action::forced : ops::Action::write);
  asked.force = flags.force;
  const lifecycle::Move move{lifecycle::parse_address(context.pack(), record), flags.to, flags.expect,
                             flags.expect_revision, lifecycle::parse_inputs(flags.set)};
  if (!context.dry_run() && flags.force && needs_approval(context)) return plan_one(context, flags);
  ask(context, flags, record);
  const auto result =
      lifecycle::transition(context.session(), context.pack(), asked, move, waiting_options(context));
  return result.outcome.replayed ? replayed(context.pack(), result.outcome) : report_of(context.pack(), result);
}

Report run(Context& context, const TransitionFlags& flags) {
  if (flags.to.empty()) {
    throw Error{code::missing_flag, "the state to move to is missing", {}, "add --to STATE"};
  }
  if (flags.force && !context.request("transition", ops::Action::forced).reason) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  const bool one = flags.records.size() == 1 && flags.records.front().find('/') != std::string::npos &&
                   !flags.file && given_filter_flags(flags.filter).empty();
  return one ? move_one(context, flags) : move_many(context, flags);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<TransitionFlags>();
  flags.rest("KIND/KEY", request->records, "the record, or several; or a kind with filters or --file");
  flags.option("--to", request->to, "the state to move to", {.metavar = "STATE"});
  flags.option("--set", request->set, "a value that the move takes; see 'admctl lifecycle KIND'",
               {.metavar = "NAME=VALUE", .commas = false});
  flags.option("--expect", request->expect, "refuse unless the record is in this state now",
               {.metavar = "STATE"});
  flags.option("--expect-rev", request->expect_revision, "refuse unless the record has this revision now",
               {.metavar = "REVISION"});
  flags.flag("--force", request->force,
             "override the lifecycle, guards and invariants; needs --reason, is recorded");
  declare_batch_flags(flags, *request);
  return [request](Context& context) { return run(context, *request); };
}

const Command transition_command{
    .name = "transition",
    .summary = "move records to another state, as the application would",
    .details =
        "Locks the record, re-checks --expect and --expect-rev, the lifecycle and its guards, and writes in "
        "one "
        "transaction what the application would write: the row, rows that go with it, its history, an event "
        "and "
        "audit rows. A change that would break an invariant is refused. Only legal moves unless --force, which "
        "needs a reason, asks for the record's name (or --confirm=KIND/KEY) and is recorded as forced.\n\n"
        "Several records are first frozen into a plan, with their revisions. The plan is done in chunks, each "
        "one transaction; what is interrupted goes on with 'admctl op resume'. 'admctl op undo' takes a "
        "transition or a whole plan back.",
    .examples =
        {{"admctl transition deal/1042 --to CANCELLED --expect AWAITING_PAYMENT --reason \"advertiser "
          "withdrew\"",
          "a legal move"},
         {"admctl transition deal/1042 --to POSTED --set postedMessageId=4711 --dry-run",
          "show the exact changes, write nothing"},
         {"admctl transition deal/1042 --to FUNDED --force --reason \"INC-7: seen on chain\" "
          "--confirm=deal/1042",
          "override a guard"},
         {"admctl transition deals --stuck=30d --state AWAITING_PAYMENT --to EXPIRED --max 5000 --reason "
          "INC-9",
          "many: shows count and sample, asks, resumes after an interruption"},
         {"admctl transition deals --file ids.txt --to CANCELLED --on-error continue --confirm=120 "
          "--reason INC-9",
          "from a file of keys, in a script"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> transition_commands() { return {&transition_command, 1}; }

}  // namespace admctl::commands
