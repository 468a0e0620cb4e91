// Reads the rehearsed incidents of a pack.
#include <algorithm>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

Recovery read_recovery(const YamlNode& node, const Kind& kind, std::span<const Recipe> recipes) {
  const auto map = node.map("'recovery'", {"to", "recipe", "reason"});
  Recovery result;
  if (const auto* to = map.find("to")) result.to = to->one_of("state", kind.lifecycle.state_names());
  if (const auto* recipe = map.find("recipe")) {
    if (result.to) recipe->refuse("a recovery has either 'to' or 'recipe'");
    std::vector<std::string> names;
    for (const auto& known : recipes) names.push_back(known.name);
    result.recipe = recipe->one_of("recipe", names);
  }
  result.reason = map.text("reason");
  return result;
}

// One state, or a list of them.
std::vector<std::string> read_states(const YamlNode& node, const Kind& kind) {
  const auto names = kind.lifecycle.state_names();
  if (node.type() != YamlNode::Type::list) return {node.one_of("state", names)};
  for (const auto& item : node.items()) item.one_of("state", names);
  auto states = node.texts();
  if (states.empty()) node.refuse("the scenario has no states");
  return states;
}

Scenario read_scenario(const YamlMember& member, std::span<const Kind> kinds, std::span<const Recipe> recipes) {
  const auto map =
      member.value.map(fmt::format("scenario '{}'", member.key),
                       {"title", "kind", "state", "where", "count", "set", "writes", "look", "recovery"});
  Scenario result;
  result.name = member.key;
  result.title = map.text("title");
  const auto& kind = read_kind_reference(map.at("kind"), kinds);
  result.kind = kind.name;
  result.states = read_states(map.at("state"), kind);
  constexpr std::int64_t most_records = 1000;
  if (const auto* count = map.find("count")) result.count = count->integer(1, most_records);
  result.where = map.contains("where") ? read_sql(map.at("where")) : "true";
  if (const auto* set = map.find("set")) {
    for (const auto& column : set->members()) {
      if (read_identifier(column.key_node) == kind.key) column.key_node.refuse("a scenario cannot set the key");
    }
    result.sets = read_expressions(*set);
  }
  if (const auto* writes = map.find("writes")) {
    for (const auto& item : writes->items()) result.writes.push_back(read_row_write(item));
  }
  if (result.sets.empty() && result.writes.empty()) member.value.refuse("the scenario writes nothing");
  result.look = map.texts_or_none("look");
  result.recovery = read_recovery(map.at("recovery"), kind, recipes);
  return result;
}

}  // namespace

const Kind& read_kind_reference(const YamlNode& node, std::span<const Kind> kinds) {
  std::vector<std::string> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  return *std::ranges::find(kinds, node.one_of("kind", names), &Kind::name);
}

std::vector<Scenario> read_scenarios(const YamlNode& node, std::span<const Kind> kinds,
                                     std::span<const Recipe> recipes) {
  std::vector<Scenario> result;
  for (const auto& member : node.members()) result.push_back(read_scenario(member, kinds, recipes));
  return result;
}

}  // namespace admctl::platform
