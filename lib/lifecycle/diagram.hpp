// A lifecycle as a picture: what is drawn, and as which text. Pure data; no database, no files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct DiagramState {
  std::string name;
  std::string meaning;
  std::optional<Millis> limit;
  bool limit_grows = false;  // `limit` is the least that a record may have
  bool terminal = false;
  bool declared = true;  // false: records were found in it, but the lifecycle does not know it
  bool visited = false;
  std::optional<std::int64_t> count;  // records in it now
};

struct DiagramEdge {
  std::string from;
  std::string to;
  std::vector<std::string> guards;  // ids
  bool declared = true;             // false: a record went this way, but the lifecycle does not allow it
  std::vector<std::size_t> steps;   // which steps of the path, from 1, went this way
};

struct Diagram {
  std::string title;
  std::string noun;  // of a record: "deal", "deals"
  std::string plural;
  std::string initial;
  std::vector<DiagramState> states;  // in the order of the pack, those not declared last
  std::vector<DiagramEdge> edges;
  std::optional<std::string> current;  // the state the record is in

  const DiagramState* find_state(std::string_view name) const;
};

// The kind's lifecycle, without any record.
Diagram diagram_of(const platform::Kind& kind);

// Marks the states a record was in, in order, and the one it is in. States and steps that the lifecycle does
// not have are added as not declared. A state that follows itself is one stay, not a step.
void mark_path(Diagram& diagram, const std::vector<std::string>& path, const std::string& current);

// How many records are in a state; every declared state gets a count. States not declared are added.
using StateCounts = std::map<std::string, std::int64_t, std::less<>>;
void mark_counts(Diagram& diagram, const StateCounts& counts);

// A Mermaid stateDiagram-v2: visited states, the current one and those not declared have classes of their own.
std::string to_mermaid(const Diagram& diagram);

// The DOT language of Graphviz. Steps taken are bold, the current state is filled, end states have two borders.
// Edges to a state that many lead to run over a line of points beside the others, dashed and thin.
std::string to_dot(const Diagram& diagram);

// to_dot() laid out by Graphviz, which is loaded on first use: one <svg> element with a style of its own (see
// diagram_style), for light and dark pages, without references to anything outside. Not thread-safe.
// Throws code::graphviz_missing, drawing_failed.
std::string to_svg(const Diagram& diagram);

// The text of the <style> element in every picture; a page that holds one allows it by its hash.
std::string_view diagram_style();

}  // namespace admctl::lifecycle
