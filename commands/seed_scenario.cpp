#include <memory>

#include <fmt/format.h>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/scenario_report.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/seed/scenario_verify.hpp"

namespace admctl::commands {
namespace {

struct ScenarioRequest {
  std::optional<std::string> name;
  bool list = false;
  bool verify = false;
};

// All states for machines; people get the first and how many more.
Cell states_cell(const std::vector<std::string>& states) {
  auto cell = Cell::state(join(states, ", "));
  if (states.size() > 2) cell.display = fmt::format("{} or {} others", states.front(), states.size() - 1);
  return cell;
}

Report list(Context& context) {
  Table table{.columns = {{"scenario", "SCENARIO"},
                          {"title", "TITLE", false, false, true},
                          {"kind", "KIND"},
                          {"state", "STATE", false, true},
                          {"count", "COUNT", true},
                          {"recovery", "RECOVERY"}}};
  for (const auto& scenario : context.pack().scenarios) {
    const auto& recovery = scenario.recovery;
    table.rows.push_back({scenario.name, scenario.title, scenario.kind, states_cell(scenario.states),
                          scenario.count,
                          recovery.recipe ? *recovery.recipe
                          : recovery.to   ? "to " + *recovery.to
                                          : ""});
  }
  return Report::list(std::move(table));
}

// Records that no 'seed demo' made may be somebody's.
void ask(Context& context, const platform::Scenario& scenario) {
  pg::Transaction tx{context.session()};
  if (seed::holds_demo_data(tx)) return;
  const auto database = tx.value("SELECT current_database()").value_or("");
  tx.rollback();
  context.confirm_typed(
      fmt::format("{} was not filled by 'seed demo'; plant {} into its records? Type the database's "
                  "name",
                  context.target().describe(), scenario.name),
      database);
}

Report plant(Context& context, const std::string& name) {
  const auto& pack = context.pack();
  const auto& scenario = seed::find_scenario(pack, name);
  const auto request = context.request("seed.scenario");
  if (!request.dry_run) ask(context, scenario);
  return planted_report(pack, seed::plant(context.session(), pack, request, name, waiting_options(context)));
}

Report verify(Context& context, const std::string& name) {
  const auto& pack = context.pack();
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
  return verification_report(pack, seed::verify_scenario(tx, pack, name));
}

Report run(Context& context, const ScenarioRequest& request) {
  if (request.list) return list(context);
  if (!request.name) {
    throw Error{
        code::usage, "the scenario's name is missing", {}, "see them with: admctl seed scenario --list"};
  }
  return request.verify ? verify(context, *request.name) : plant(context, *request.name);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<ScenarioRequest>();
  flags.optional("NAME", request->name, "the scenario to plant");
  flags.flag("--list", request->list, "list the platform's scenarios");
  flags.flag("--verify", request->verify, "say whether what was planted has been recovered; writes nothing");
  return [request](Context& context) { return run(context, *request); };
}

const Command seed_scenario_command{
    .name = "seed scenario",
    .summary = "plant a rehearsed incident, for drills and tests",
    .details =
        "Picks a record in the state the incident needs, or several when it is about many, and leaves them, "
        "and the rows around them, as a real incident would. Says what to look for and the commands that "
        "recover. "
        "It is one operation: 'admctl op undo' takes it back. --verify compares the records with what the "
        "ledger "
        "says was planted: with --exit-code it ends with 10 until all are recovered. Needs records: 'admctl "
        "seed "
        "demo' makes some. On a database that 'seed demo' did not fill, its name must be typed, or given with "
        "--confirm; a protected one is refused.",
    .examples = {{"admctl seed scenario --list", "what there is"},
                 {"admctl seed scenario paid-still-waiting", "then find it: admctl inspect deals --stuck"},
                 {"admctl seed scenario paid-still-waiting --verify --exit-code", "was it recovered?"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> seed_scenario_commands() { return {&seed_scenario_command, 1}; }

}  // namespace admctl::commands
