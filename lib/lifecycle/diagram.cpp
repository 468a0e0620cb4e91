#include "lib/lifecycle/diagram.hpp"

#include <algorithm>

namespace admctl::lifecycle {
namespace {

DiagramState& state_named(Diagram& diagram, std::string_view name) {
  const auto found = std::ranges::find(diagram.states, name, &DiagramState::name);
  if (found != diagram.states.end()) return *found;
  auto& added = diagram.states.emplace_back();
  added.name = name;
  added.declared = false;
  return added;
}

DiagramEdge& edge_between(Diagram& diagram, std::string_view from, std::string_view to) {
  const auto found = std::ranges::find_if(
      diagram.edges, [&](const DiagramEdge& edge) { return edge.from == from && edge.to == to; });
  if (found != diagram.edges.end()) return *found;
  auto& added = diagram.edges.emplace_back();
  added.from = from;
  added.to = to;
  added.declared = false;
  return added;
}

}  // namespace

const DiagramState* Diagram::find_state(std::string_view name) const {
  const auto found = std::ranges::find(states, name, &DiagramState::name);
  return found == states.end() ? nullptr : &*found;
}

Diagram diagram_of(const platform::Kind& kind) {
  Diagram diagram;
  diagram.title = kind.title + " lifecycle";
  diagram.noun = kind.name;
  diagram.plural = kind.plural;
  diagram.initial = kind.lifecycle.initial;
  for (const auto& state : kind.lifecycle.states) {
    auto& drawn = diagram.states.emplace_back();
    drawn.name = state.name;
    drawn.meaning = state.meaning;
    drawn.limit = state.limit;
    drawn.limit_grows = state.limit_hours.has_value();
    drawn.terminal = state.terminal;
  }
  for (const auto& [from, to] : kind.lifecycle.edges()) {
    auto& edge = diagram.edges.emplace_back();
    edge.from = from;
    edge.to = to;
    edge.guards = kind.lifecycle.find_transition(from, to)->guards;
  }
  return diagram;
}

void mark_path(Diagram& diagram, const std::vector<std::string>& path, const std::string& current) {
  std::size_t step = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    state_named(diagram, path[i]).visited = true;
    if (i == 0 || path[i] == path[i - 1]) continue;
    edge_between(diagram, path[i - 1], path[i]).steps.push_back(++step);
  }
  state_named(diagram, current).visited = true;
  diagram.current = current;
}

void mark_counts(Diagram& diagram, const StateCounts& counts) {
  for (auto& state : diagram.states) {
    if (state.declared) state.count = 0;
  }
  for (const auto& [name, count] : counts) state_named(diagram, name).count = count;
}

}  // namespace admctl::lifecycle
