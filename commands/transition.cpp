#include <memory>

#include <fmt/format.h>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "lib/core/error.hpp"
#include "lib/lifecycle/transition.hpp"

namespace admctl::commands {
namespace {

struct TransitionRequest {
  std::string record;
  std::string to;
  std::optional<std::string> expect;
  bool force = false;
};

// A forced move overrides rules that protect money: it is a severe question.
void ask(Context& context, const TransitionRequest& request) {
  if (!request.force || context.dry_run()) return;
  context.confirm_typed(fmt::format("force {} to {} on {}, whatever the lifecycle and its guards say?",
                                    request.record, request.to, context.target().describe()),
                        request.record);
}

Report report_of(const lifecycle::MoveResult& result) {
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
  report.table("changes", "Changes", changes_table(outcome.changes));
  for (const auto& what : result.overridden) report.note("overridden: " + what);
  for (const auto& effect : result.effects) report.note("outside the database, not done by admctl: " + effect);
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  report.suggest("admctl inspect " + result.record);
  return report.suggest("admctl op undo " + outcome.operation.id);
}

Report replayed(const ops::Outcome& outcome) {
  Report report;
  report.fields("transition", "",
                {{"record", "RECORD", Cell{outcome.operation.summary.at("subject")}},
                 {"from", "FROM", Cell::state(outcome.operation.summary.at("from").string_or(""))},
                 {"to", "TO", Cell::state(outcome.operation.summary.at("to").string_or(""))},
                 {"changed", "CHANGED", false},
                 {"forced", "FORCED", outcome.operation.forced},
                 {"operation", "OPERATION", outcome.operation.id}});
  report.table("changes", "Changes", changes_table(outcome.changes));
  return report.note("this --key was applied before, at " + outcome.operation.finished_at +
                     ": nothing was done now");
}

Report run(Context& context, const TransitionRequest& request) {
  const auto& pack = context.pack();
  auto asked = context.request("transition");
  asked.force = request.force;
  if (request.force && !asked.reason) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  const lifecycle::Move move{lifecycle::parse_address(pack, request.record), request.to, request.expect};
  ask(context, request);
  const auto result = lifecycle::transition(context.session(), pack, asked, move, waiting_options(context));
  return result.outcome.replayed ? replayed(result.outcome) : report_of(result);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<TransitionRequest>();
  flags.required("KIND/KEY", request->record, "the record: by number or id");
  flags.option("--to", request->to, "the state to move to", {.metavar = "STATE"});
  flags.option("--expect", request->expect, "refuse unless the record is in this state now",
               {.metavar = "STATE"});
  flags.flag("--force", request->force, "override the lifecycle and its guards; needs --reason, is recorded");
  return [request](Context& context) {
    if (request->to.empty()) {
      throw Error{code::missing_flag, "the state to move to is missing", {}, "add --to STATE"};
    }
    return run(context, *request);
  };
}

const Command transition_command{
    .name = "transition",
    .summary = "move a record to another state, as the application would",
    .details =
        "Locks the record, re-checks --expect, the lifecycle and its guards, and writes in one transaction "
        "what "
        "the application would write: the row, its history, an event and audit rows. Only legal moves unless "
        "--force, which needs a reason, asks for the record's name (or --confirm=KIND/KEY) and is recorded as "
        "forced. Every transition can be taken back with 'admctl op undo'.",
    .examples = {{"admctl transition deal/1042 --to CANCELLED --expect AWAITING_PAYMENT --reason \"advertiser "
                  "withdrew\"",
                  "a legal move"},
                 {"admctl transition deal/1042 --to FUNDED --dry-run", "show the exact changes, write nothing"},
                 {"admctl transition deal/1042 --to FUNDED --force --reason \"INC-7: seen on chain\" "
                  "--confirm=deal/1042",
                  "override a guard"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> transition_commands() { return {&transition_command, 1}; }

}  // namespace admctl::commands
