#include <memory>

#include <fmt/format.h>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/seed/scenario.hpp"

namespace admctl::commands {
namespace {

struct ScenarioRequest {
  std::optional<std::string> name;
  bool list = false;
};

Report list(Context& context) {
  Table table{.columns = {{"scenario", "SCENARIO"},
                          {"title", "TITLE"},
                          {"kind", "KIND"},
                          {"state", "STATE"},
                          {"count", "COUNT"},
                          {"recovery", "RECOVERY"}}};
  for (const auto& scenario : context.pack().scenarios) {
    const auto& recovery = scenario.recovery;
    table.rows.push_back({scenario.name, scenario.title, scenario.kind,
                          Cell::state(join(scenario.states, ", ")), scenario.count,
                          recovery.recipe ? *recovery.recipe
                          : recovery.to   ? "to " + *recovery.to
                                          : ""});
  }
  return Report::list(std::move(table));
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  if (const auto* items = list.as_array()) {
    for (const auto& item : *items) texts.push_back(item.string_or(""));
  }
  return texts;
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
  const auto records = outcome.replayed ? texts_of(outcome.operation.summary.at("records")) : planted.records;
  const auto record = records.empty() ? outcome.operation.summary.at("subject").string_or("") : records.front();
  Report report;
  std::vector<Field> fields{{"scenario", "SCENARIO", planted.scenario->name},
                            {"title", "TITLE", planted.scenario->title},
                            {"record", "RECORD", record},
                            {"records", "RECORDS", {Value{to_array(records)}, join(records, ", ")}}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("scenario", "", std::move(fields));
  for (const auto& line : planted.scenario->look) report.note("look for: " + line);
  if (outcome.replayed) report.note("this --key was applied before: nothing was done now");
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  report.suggest("admctl inspect " + record);
  if (const auto& recipe = planted.scenario->recovery.recipe)
    report.suggest(fmt::format("admctl recover {} {}", record, *recipe));
  return report;
}

Run declare(Flags& flags) {
  auto request = std::make_shared<ScenarioRequest>();
  flags.optional("NAME", request->name, "the scenario to plant");
  flags.flag("--list", request->list, "list the platform's scenarios");
  return [request](Context& context) { return run(context, *request); };
}

const Command seed_scenario_command{
    .name = "seed scenario",
    .summary = "plant a rehearsed incident, for drills and tests",
    .details =
        "Picks a record in the state the incident needs, or several when it is about many, and leaves them, "
        "and "
        "the rows around them, as a real incident would. It is one operation: 'admctl op undo' takes it back.",
    .examples = {{"admctl seed scenario --list", "what there is"},
                 {"admctl seed scenario paid-still-waiting", "then find it: admctl inspect deals --stuck"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> seed_scenario_commands() { return {&seed_scenario_command, 1}; }

}  // namespace admctl::commands
