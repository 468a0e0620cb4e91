// What of a lifecycle belongs where in a picture. Private to the writers of diagrams.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/lifecycle/diagram.hpp"

namespace admctl::lifecycle {

struct DiagramLayout {
  // The longest way from the initial state, in the order of the states: drawn as a straight line.
  std::vector<std::string> spine;
  // States that more than five others lead to: cancelled, expired and the like.
  std::vector<std::string> crowded;

  bool is_on_spine(std::string_view state) const;
  bool is_on_spine(const DiagramEdge& edge) const;
  bool is_crowded(std::string_view state) const;
};

DiagramLayout layout_of(const Diagram& diagram);

// The lines of text in a state's box after its name: its meaning, broken into short lines, limit, count.
std::vector<std::string> lines_below(const Diagram& diagram, const DiagramState& state);
// What stands at an edge, one text a line: its steps, that it is not declared, its guards or how many.
std::vector<std::string> lines_at(const DiagramEdge& edge);

}  // namespace admctl::lifecycle
