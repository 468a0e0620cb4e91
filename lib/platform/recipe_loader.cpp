// Reads the recipes that mend known conditions.
#include <algorithm>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

std::vector<std::string> read_overrides(const YamlNode& node, const Kind& kind) {
  std::vector<std::string> ids;
  for (const auto& guard : kind.guards) ids.push_back(guard.id);
  for (const auto& item : node.items()) item.one_of("guard", ids);
  return node.texts();
}

Expressions read_step_sets(const YamlNode& node, const Kind& kind) {
  for (const auto& member : node.members()) {
    const auto column = read_identifier(member.key_node);
    if (column == kind.key || column == kind.state) {
      member.key_node.refuse(fmt::format("a step cannot set '{}'", column),
                             "The state is moved by a step with 'to'.");
    }
  }
  return read_expressions(node);
}

RecipeStep read_step(const YamlNode& node, const Kind& kind) {
  const auto map = node.map("a step", {"when", "to", "overrides", "set", "write"});
  const auto* to = map.find("to");
  const auto* set = map.find("set");
  const auto* write = map.find("write");
  if ((to != nullptr) + (set != nullptr) + (write != nullptr) != 1) {
    node.refuse("a step has one of 'to', 'set' and 'write'");
  }
  RecipeStep result;
  if (const auto* when = map.find("when")) result.when = read_sql(*when);
  if (to) result.to = to->one_of("state", kind.lifecycle.state_names());
  if (set) result.sets = read_step_sets(*set, kind);
  if (write) result.write = read_row_write(*write);
  if (const auto* overrides = map.find("overrides")) {
    if (!to) overrides->refuse("only a step with 'to' has guards to override");
    result.overrides = read_overrides(*overrides, kind);
  }
  return result;
}

std::vector<Guard> read_checks(const YamlNode& node) {
  std::vector<Guard> result;
  for (const auto& member : node.members()) {
    const auto map = member.value.map(fmt::format("check '{}'", member.key), {"holds", "sentence"});
    result.push_back({member.key, read_sql(map.at("holds")), map.text("sentence")});
  }
  return result;
}

Recipe read_recipe(const YamlMember& member, std::span<const Kind> kinds) {
  const auto map = member.value.map(
      fmt::format("recipe '{}'", member.key),
      {"title", "kind", "applies", "sentence", "facts", "inputs", "checks", "steps", "effects"});
  Recipe result;
  result.name = member.key;
  result.title = map.text("title");
  const auto& kind = read_kind_reference(map.at("kind"), kinds);
  result.kind = kind.name;
  result.applies = read_sql(map.at("applies"));
  result.sentence = map.text("sentence");
  result.facts = map.texts_or_none("facts");
  if (const auto* inputs = map.find("inputs")) result.inputs = read_inputs(*inputs);
  if (const auto* checks = map.find("checks")) result.checks = read_checks(*checks);
  for (const auto& item : map.at("steps").items()) result.steps.push_back(read_step(item, kind));
  if (result.steps.empty()) map.at("steps").refuse("the recipe has no steps");
  result.effects = map.texts_or_none("effects");
  return result;
}

}  // namespace

std::vector<Recipe> read_recipes(const YamlNode& node, std::span<const Kind> kinds) {
  std::vector<Recipe> result;
  for (const auto& member : node.members()) result.push_back(read_recipe(member, kinds));
  return result;
}

}  // namespace admctl::platform
