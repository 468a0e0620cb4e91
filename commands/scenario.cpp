#include <memory>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/scenario.hpp"

namespace admctl::commands {
namespace {

struct ScenarioRequest {
  std::optional<std::string> name;
  bool list = false;
};

Report list(Context& context) {
  Table table{.columns = {{"scenario", "SCENARIO"}, {"title", "TITLE"}, {"kind", "KIND"}, {"state", "STATE"}}};
  for (const auto& scenario : context.pack().scenarios) {
    table.rows.push_back({scenario.name, scenario.title, scenario.kind, Cell::state(scenario.state)});
  }
  return Report::list(std::move(table));
}

Report run(Context& context, const ScenarioRequest& request) {
  if (request.list) return list(context);
  if (!request.name) {
    throw Error{
        code::usage, "the scenario's name is missing", {}, "see them with: admctl seed scenario --list"};
  }
  const auto planted = seed::plant(context.session(), context.pack(), context.request("seed.scenario"),
                                   *request.name, waiting_options(context));
  const auto& outcome = planted.outcome;
  const auto record = outcome.replayed ? outcome.operation.summary.at("subject").string_or("") : planted.record;
  Report report;
  std::vector<Field> fields{{"scenario", "SCENARIO", planted.scenario->name},
                            {"title", "TITLE", planted.scenario->title},
                            {"record", "RECORD", record}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("scenario", "", std::move(fields));
  for (const auto& line : planted.scenario->look) report.note("look for: " + line);
  if (outcome.replayed) report.note("this --key was applied before: nothing was done now");
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  return report.suggest("admctl inspect " + record);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<ScenarioRequest>();
  flags.optional("NAME", request->name, "the scenario to plant");
  flags.flag("--list", request->list, "list the platform's scenarios");
  return [request](Context& context) { return run(context, *request); };
}

const Command scenario_command{
    .name = "seed scenario",
    .summary = "plant a rehearsed incident, for drills and tests",
    .details =
        "Picks a record in the state the incident needs and leaves it, and the rows around it, as a real "
        "incident would. It is one operation: 'admctl op undo' takes it back.",
    .examples = {{"admctl seed scenario --list", "what there is"},
                 {"admctl seed scenario paid-still-waiting", "then find it: admctl inspect deals --stuck"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> scenario_commands() { return {&scenario_command, 1}; }

}  // namespace admctl::commands
