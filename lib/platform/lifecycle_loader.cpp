// Reads the lifecycle of a kind and checks that it is one: every state can be reached and, unless it is
// terminal, left; every move is declared once.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

State read_state(const YamlMember& member) {
  const auto map = member.value.map(fmt::format("state '{}'", member.key),
                                    {"meaning", "limit", "limit_hours", "since", "terminal"});
  State state;
  state.name = member.key;
  state.meaning = map.text("meaning");
  if (const auto* limit = map.find("limit")) {
    state.limit = parse_duration(limit->text());
    if (!state.limit || state.limit->count() <= 0) {
      limit->refuse(fmt::format("'{}' is no duration", limit->text()), "Write 90s, 15m, 48h, 7d or 1d12h.");
    }
  }
  if (const auto* hours = map.find("limit_hours")) state.limit_hours = read_sql(*hours);
  if (const auto* since = map.find("since")) state.since = read_sql(*since);
  state.terminal = map.flag_or("terminal", false);
  return state;
}

class LifecycleReader {
 public:
  explicit LifecycleReader(const Kind& kind) : kind_{kind} {
    for (const auto& guard : kind.guards) guard_ids_.push_back(guard.id);
  }

  Lifecycle read(const YamlNode& node) {
    const auto map = node.map("the lifecycle", {"initial", "states", "transitions"});
    const auto states = map.at("states").members();
    for (const auto& member : states) {
      result_.states.push_back(read_state(member));
      state_names_.push_back(member.key);
    }
    if (states.empty()) map.at("states").refuse("the lifecycle has no states");
    result_.initial = map.at("initial").one_of("state", state_names_);
    for (const auto& item : map.at("transitions").items()) result_.transitions.push_back(read_transition(item));
    check_reachable(states);
    return std::move(result_);
  }

 private:
  Transition read_transition(const YamlNode& node) {
    const auto map = node.map(
        "a transition", {"to", "from", "roles", "by", "guards", "inputs", "set", "writes", "data", "effects"});
    Transition result;
    result.to = map.at("to").one_of("state", state_names_);
    for (const auto& item : map.at("from").items()) result.from.push_back(read_source(item, result));
    if (result.from.empty()) map.at("from").refuse("'from' must name at least one state");
    result.roles = map.texts_or_none("roles");
    result.by = map.text_or("by", "");
    if (const auto* guards = map.find("guards")) {
      for (const auto& item : guards->items()) item.one_of("guard", guard_ids_);
      result.guards = guards->texts();
    }
    if (const auto* inputs = map.find("inputs")) result.inputs = read_move_inputs(*inputs);
    if (const auto* set = map.find("set")) result.sets = read_sets(*set);
    if (const auto* writes = map.find("writes")) {
      for (const auto& item : writes->items()) result.writes.push_back(read_row_write(item));
    }
    if (const auto* data = map.find("data")) result.data = read_expressions(*data);
    result.effects = map.texts_or_none("effects");
    return result;
  }

  std::string read_source(const YamlNode& node, const Transition& transition) const {
    auto from = node.one_of("state", state_names_);
    if (from == transition.to) node.refuse(fmt::format("a move from '{}' to itself", from));
    const auto is_declared = std::ranges::find(transition.from, from) != transition.from.end();
    if (is_declared || result_.find_transition(from, transition.to)) {
      node.refuse(fmt::format("the move {} -> {} is declared twice", from, transition.to));
    }
    return from;
  }

  void check_settable(const YamlNode& name) const {
    const auto column = read_identifier(name);
    if (column == kind_.key || column == kind_.state || column == kind_.updated ||
        column == kind_.trail.history_column) {
      name.refuse(fmt::format("a transition cannot set '{}'", column),
                  "Key, state, updated and history columns are written by admctl itself.");
    }
  }

  std::vector<Input> read_move_inputs(const YamlNode& node) const {
    auto inputs = read_inputs(node);
    for (const auto& member : node.members()) {
      const auto& input = *std::ranges::find(inputs, member.key, &Input::name);
      if (!input.of) check_settable(member.key_node);
      if (!input.when.empty()) member.key_node.refuse("only an input of a recipe has 'when'");
    }
    return inputs;
  }

  Expressions read_sets(const YamlNode& node) const {
    for (const auto& member : node.members()) check_settable(member.key_node);
    return read_expressions(node);
  }

  void check_reachable(const std::vector<YamlMember>& states) const {
    std::vector<std::string> reached{result_.initial};
    for (std::size_t i = 0; i < reached.size(); ++i) {
      for (auto& next : result_.next_states(reached[i])) {
        if (std::ranges::find(reached, next) == reached.end()) reached.push_back(std::move(next));
      }
    }
    for (const auto& member : states) {
      if (std::ranges::find(reached, member.key) == reached.end()) {
        member.key_node.refuse(
            fmt::format("state '{}' cannot be reached from '{}'", member.key, result_.initial));
      }
      if (!result_.find_state(member.key)->terminal && result_.next_states(member.key).empty()) {
        member.key_node.refuse(fmt::format("no move leads out of state '{}'", member.key),
                               "Add a transition from it, or mark it with terminal: true.");
      }
    }
  }

  const Kind& kind_;
  std::vector<std::string> guard_ids_;
  std::vector<std::string> state_names_;
  Lifecycle result_;
};

}  // namespace

Lifecycle read_lifecycle(const YamlNode& node, const Kind& kind) { return LifecycleReader{kind}.read(node); }

}  // namespace admctl::platform
