// to_dot of diagram.hpp.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/lifecycle/diagram_layout.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::size_t longest_name = 60;

// Read well on a light and on a dark page; one for each crowded state in turn.
constexpr std::array<std::string_view, 6> lane_colors{"#d97706", "#8b5cf6", "#e11d48",
                                                      "#0d9488", "#0284c7", "#65a30d"};
constexpr std::string_view taken_color = "#2563eb";
constexpr std::string_view undeclared_color = "#dc2626";

// A backslash begins an escape in labels, and may not stand before the closing quote of any text.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string quoted_text(std::string_view text) { return '"' + escaped(text) + '"'; }

std::string quoted_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "\\n") + escaped(line);
  return '"' + out + '"';
}

// Beside an edge, at some distance from it: each line begins with two no-break spaces and is left-justified.
// An edge that may run within a rank takes it as xlabel: Graphviz 2.42 frees memory twice after it has laid out
// a label there in the first rank.
std::string quoted_label(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += "\u00a0\u00a0" + escaped(line) + "\\l";
  return '"' + out + '"';
}

std::string state_line(const Diagram& diagram, const DiagramLayout& layout, const DiagramState& state) {
  auto lines = lines_below(diagram, state);
  lines.insert(lines.begin(), clip(visible(state.name), longest_name));
  std::string classes = "state";
  std::string looks;
  if (state.terminal) {
    classes += " terminal";
    looks += ", peripheries=2";
  }
  if (!state.declared) {
    classes += " undeclared";
    looks += fmt::format(", style=\"rounded,filled,dashed\", color=\"{}\"", undeclared_color);
  }
  if (state.name == diagram.current) {
    classes += " current";
    looks += fmt::format(", fillcolor=\"{}\", fontcolor=\"#ffffff\"", taken_color);
  } else if (state.visited) {
    classes += " visited";
    looks += fmt::format(", fillcolor=\"#dbeafe\"{}",
                         state.declared ? fmt::format(", color=\"{}\"", taken_color) : "");
  }
  if (layout.is_on_spine(state.name)) looks += ", group=spine";
  return fmt::format("  {} [label={}, class=\"{}\"{}];\n", quoted_text(state.name), quoted_lines(lines),
                     classes, looks);
}

std::string edge_line(const DiagramLayout& layout, const DiagramEdge& edge) {
  std::string classes;
  std::string looks;
  if (!edge.steps.empty()) {
    classes = "taken";
    looks += fmt::format(", penwidth=2.2, color=\"{0}\", fontcolor=\"{0}\"", taken_color);
  }
  if (!edge.declared) {
    classes += " undeclared";
    looks +=
        fmt::format(", style=dashed, color=\"{0}\", fontcolor=\"{0}\", constraint=false", undeclared_color);
  }
  if (layout.is_on_spine(edge)) looks += ", weight=100";
  const auto lines = lines_at(edge);
  if (!lines.empty()) looks += fmt::format(", {}={}", edge.declared ? "label" : "xlabel", quoted_label(lines));
  return fmt::format("  {} -> {} [class=\"{}\"{}];\n", quoted_text(edge.from), quoted_text(edge.to), classes,
                     looks);
}

// The edges to a crowded state: a short one from each state to a point beside it, and a line through the
// points.
class Lane {
 public:
  Lane(const Diagram& diagram, std::string target, std::size_t number)
      : target_{std::move(target)}, number_{number}, color_{lane_colors[number % lane_colors.size()]} {
    for (const auto& state : diagram.states) {
      const auto joins = [&](const DiagramEdge& edge) {
        return edge.from == state.name && edge.to == target_ && edge.declared && edge.steps.empty();
      };
      const auto edge = std::ranges::find_if(diagram.edges, joins);
      if (edge != diagram.edges.end()) edges_.push_back(&*edge);
    }
  }

  std::string text() const {
    std::string out;
    const auto looks = fmt::format("class=\"side\", style=dashed, penwidth=0.9, color=\"{}\"", color_);
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const auto from = quoted_text(edges_[i]->from);
      out += fmt::format(
          "  {} [shape=point, width=0.04, label=\"\", class=\"point\", color=\"{}\", group=lane{}];\n",
          point(i), color_, number_);
      out += fmt::format("  {{ rank=same; {}; {} }}\n", from, point(i));
      out += fmt::format("  {} -> {} [{}, arrowhead=none, weight=0];\n", from, point(i), looks);
    }
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const bool last = i + 1 == edges_.size();
      out += fmt::format("  {} -> {} [{}, weight=30{}];\n", point(i),
                         last ? quoted_text(target_) : point(i + 1), looks, last ? "" : ", arrowhead=none");
    }
    return out;
  }

 private:
  std::string point(std::size_t i) const { return quoted_text(fmt::format("to {} {}", target_, i + 1)); }

  std::string target_;
  std::size_t number_;
  std::string_view color_;
  std::vector<const DiagramEdge*> edges_;
};

}  // namespace

std::string to_dot(const Diagram& diagram) {
  const auto layout = layout_of(diagram);
  auto out = fmt::format(
      "digraph {} {{\n"
      "  graph [rankdir=TB, bgcolor=transparent, nodesep=0.25, ranksep=0.32];\n"
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f8fafc\", color=\"#64748b\", "
      "fontcolor=\"#0f172a\", fontname=\"Helvetica,Arial,sans-serif\", fontsize=12, margin=\"0.2,0.07\"];\n"
      "  edge [color=\"#64748b\", fontcolor=\"#64748b\", arrowsize=0.7, "
      "fontname=\"Helvetica,Arial,sans-serif\", fontsize=10];\n",
      quoted_text(diagram.title));
  for (const auto& state : diagram.states) out += state_line(diagram, layout, state);
  for (const auto& edge : diagram.edges) {
    const bool in_lane = edge.declared && edge.steps.empty() && layout.is_crowded(edge.to);
    if (!in_lane) out += edge_line(layout, edge);
  }
  for (std::size_t i = 0; i < layout.crowded.size(); ++i) out += Lane{diagram, layout.crowded[i], i}.text();
  return out + "}\n";
}

}  // namespace admctl::lifecycle
