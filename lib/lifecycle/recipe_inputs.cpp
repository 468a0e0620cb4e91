#include "lib/lifecycle/recipe_inputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/inputs.hpp"

namespace admctl::lifecycle {
namespace {

bool is_given(const ops::StateMove& record, const std::string& name) {
  const auto* value = record.given.find(name);
  return value && !trim(value->string_or("")).empty();
}

void refuse_unknown(const platform::Recipe& recipe, const ops::StateMove& record,
                    std::span<const platform::Input* const> taken) {
  std::vector<std::string> names;
  for (const auto* input : taken) names.push_back(input->name);
  for (const auto& [name, value] : record.given.members()) {
    if (std::ranges::find(names, name) != names.end()) continue;
    throw Error{code::input_unknown,
                fmt::format("{} takes no '{}' for this record", recipe.name, name),
                {},
                (names.empty() ? "it takes no values." : "it takes: " + join(names, ", ") + ".") +
                    did_you_mean(name, names)};
  }
}

void refuse_missing(const platform::Recipe& recipe, const ops::StateMove& record,
                    std::span<const platform::Input* const> taken) {
  std::vector<std::string> names;
  std::vector<std::string> lines;
  std::string flags;
  for (const auto* input : taken) {
    if (!input->required || is_given(record, input->name)) continue;
    names.push_back(input->name);
    lines.push_back(fmt::format("{}: {}", input->name, input->meaning));
    flags += fmt::format(" --set {}=...", input->name);
  }
  if (names.empty()) return;
  throw Error{code::recipe_input_missing, fmt::format("{} needs {}", recipe.name, join(names, ", ")),
              join(lines, "\n"), "add" + flags};
}

}  // namespace

std::vector<bool> evaluate_conditions(pg::Transaction& tx, const ops::OperationFacts& facts,
                                      const platform::Kind& kind, const ops::StateMove& record,
                                      std::span<const std::string> conditions) {
  if (conditions.empty()) return {};
  pg::Params params;
  const auto source = ops::expression_source(facts, kind, {&record, 1}, {}, params);
  std::string columns;
  for (const auto& condition : conditions) {
    columns += fmt::format("{}({}\n) IS TRUE", columns.empty() ? "" : ", ", condition);
  }
  const auto rows = tx.query(fmt::format("SELECT {} FROM {}", columns, source), params);
  if (rows.empty()) throw Error{code::no_such_record, fmt::format("a {} was deleted meanwhile", kind.name)};
  std::vector<bool> out;
  for (std::size_t i = 0; i < conditions.size(); ++i) out.push_back(rows.front().boolean(i));
  return out;
}

std::vector<const platform::Input*> inputs_taken(pg::Transaction& tx, const ops::OperationFacts& facts,
                                                 const platform::Kind& kind, const platform::Recipe& recipe,
                                                 const ops::StateMove& record) {
  std::vector<std::string> conditions;
  for (const auto& input : recipe.inputs) conditions.push_back(input.when.empty() ? "true" : input.when);
  const auto holds = evaluate_conditions(tx, facts, kind, record, conditions);
  std::vector<const platform::Input*> taken;
  for (std::size_t i = 0; i < holds.size(); ++i) {
    if (holds[i]) taken.push_back(&recipe.inputs[i]);
  }
  return taken;
}

Object check_recipe_inputs(pg::Transaction& tx, const ops::OperationFacts& facts, const platform::Kind& kind,
                           const platform::Recipe& recipe, ops::StateMove record) {
  const auto taken = inputs_taken(tx, facts, kind, recipe, record);
  refuse_unknown(recipe, record, taken);
  refuse_missing(recipe, record, taken);
  record.given = fit_inputs(tx, *facts.pack, kind, recipe.inputs, record.given);
  std::vector<std::string> conditions;
  for (const auto& check : recipe.checks) conditions.push_back(check.holds);
  const auto holds = evaluate_conditions(tx, facts, kind, record, conditions);
  std::vector<std::string> broken;
  for (std::size_t i = 0; i < holds.size(); ++i) {
    if (!holds[i]) broken.push_back(recipe.checks[i].sentence);
  }
  if (broken.empty()) return record.given;
  throw Error{code::recipe_input_refused, fmt::format("{} does not take these values", recipe.name),
              join(broken, "\n"), "look again at what you have seen, and give it with --set NAME=VALUE"};
}

}  // namespace admctl::lifecycle
