#include "lib/lifecycle/diagram_layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::size_t most_direct_edges = 5;
constexpr std::size_t line_width = 44;
constexpr std::size_t most_guards_named = 2;

std::vector<std::string> crowded_states(const Diagram& diagram) {
  std::vector<std::string> crowded;
  for (const auto& state : diagram.states) {
    const auto leads_here = [&](const DiagramEdge& edge) { return edge.declared && edge.to == state.name; };
    const auto count = std::ranges::count_if(diagram.edges, leads_here);
    if (static_cast<std::size_t>(count) > most_direct_edges) crowded.push_back(state.name);
  }
  return crowded;
}

// Only edges to later states count, so that there is no way round in circles and one pass from the end will do.
std::vector<std::string> longest_way(const Diagram& diagram, const DiagramLayout& layout) {
  const auto count = diagram.states.size();
  const auto place = [&](std::string_view name) {
    const auto found = std::ranges::find(diagram.states, name, &DiagramState::name);
    return static_cast<std::size_t>(found - diagram.states.begin());
  };
  std::vector<std::size_t> length(count + 1, 0);
  std::vector<std::size_t> next(count + 1, count);
  for (std::size_t from = count; from-- > 0;) {
    for (const auto& edge : diagram.edges) {
      if (!edge.declared || edge.from != diagram.states[from].name || layout.is_crowded(edge.to)) continue;
      const auto to = place(edge.to);
      if (to <= from || length[to] + 1 <= length[from]) continue;
      length[from] = length[to] + 1;
      next[from] = to;
    }
  }
  std::vector<std::string> way;
  for (auto at = place(diagram.initial); at < count; at = next[at]) way.push_back(diagram.states[at].name);
  return way;
}

std::vector<std::string> broken_into_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& word : split(text, ' ')) {
    const bool fits = !lines.empty() && display_width(lines.back()) + 1 + display_width(word) <= line_width;
    if (fits)
      lines.back() += ' ' + word;
    else
      lines.push_back(clip(word, line_width));
  }
  return lines;
}

}  // namespace

bool DiagramLayout::is_on_spine(std::string_view state) const {
  return std::ranges::find(spine, state) != spine.end();
}

bool DiagramLayout::is_on_spine(const DiagramEdge& edge) const {
  const auto from = std::ranges::find(spine, edge.from);
  return from != spine.end() && from + 1 != spine.end() && *(from + 1) == edge.to;
}

bool DiagramLayout::is_crowded(std::string_view state) const {
  return std::ranges::find(crowded, state) != crowded.end();
}

DiagramLayout layout_of(const Diagram& diagram) {
  DiagramLayout layout;
  layout.crowded = crowded_states(diagram);
  layout.spine = longest_way(diagram, layout);
  return layout;
}

std::vector<std::string> lines_below(const Diagram& diagram, const DiagramState& state) {
  auto lines = state.declared ? broken_into_lines(visible(state.meaning))
                              : std::vector<std::string>{"not a state of the lifecycle"};
  if (state.limit) {
    lines.push_back(
        fmt::format("limit {}{}", format_duration(*state.limit), state.limit_grows ? " or more" : ""));
  }
  if (state.count) {
    lines.push_back(count_of(static_cast<std::size_t>(*state.count), diagram.noun, diagram.plural));
  }
  return lines;
}

std::vector<std::string> lines_at(const DiagramEdge& edge) {
  std::vector<std::string> lines;
  if (!edge.steps.empty()) {
    std::vector<std::string> numbers;
    for (const auto step : edge.steps) numbers.push_back(std::to_string(step));
    lines.push_back((numbers.size() == 1 ? "step " : "steps ") + join(numbers, ", "));
  }
  if (!edge.declared) lines.emplace_back("not in the lifecycle");
  if (edge.guards.size() > most_guards_named) {
    lines.push_back(count_of(edge.guards.size(), "guard"));
  } else {
    lines.insert(lines.end(), edge.guards.begin(), edge.guards.end());
  }
  return lines;
}

}  // namespace admctl::lifecycle
