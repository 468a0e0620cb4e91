// Reads the rehearsed incidents of a pack.
#include <algorithm>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

std::vector<std::string> state_names(const Kind& kind) {
  std::vector<std::string> names;
  for (const auto& state : kind.lifecycle.states) names.push_back(state.name);
  return names;
}

Recovery read_recovery(const YamlNode& node, const Kind& kind) {
  const auto map = node.map("'recovery'", {"to", "reason"});
  return {map.at("to").one_of("state", state_names(kind)), map.text("reason")};
}

Scenario read_scenario(const YamlMember& member, std::span<const Kind> kinds) {
  const auto map = member.value.map(fmt::format("scenario '{}'", member.key),
                                    {"title", "kind", "state", "where", "set", "writes", "look", "recovery"});
  std::vector<std::string> kind_names;
  for (const auto& kind : kinds) kind_names.push_back(kind.name);
  Scenario result;
  result.name = member.key;
  result.title = map.text("title");
  result.kind = map.at("kind").one_of("kind", kind_names);
  const auto& kind = *std::ranges::find(kinds, result.kind, &Kind::name);
  result.state = map.at("state").one_of("state", state_names(kind));
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
  result.recovery = read_recovery(map.at("recovery"), kind);
  return result;
}

}  // namespace

std::vector<Scenario> read_scenarios(const YamlNode& node, std::span<const Kind> kinds) {
  std::vector<Scenario> result;
  for (const auto& member : node.members()) result.push_back(read_scenario(member, kinds));
  return result;
}

}  // namespace admctl::platform
