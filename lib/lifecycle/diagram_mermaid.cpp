// to_mermaid of diagram.hpp.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/lifecycle/diagram_layout.hpp"

namespace admctl::lifecycle {
namespace {

// Words that Mermaid's state diagrams read as something else than a state's id, in lower case.
constexpr std::array<std::string_view, 20> keywords{
    "accdescr", "acctitle",  "as",    "choice", "class", "classdef",    "click",
    "default",  "direction", "end",   "fork",   "hide",  "href",        "join",
    "note",     "scale",     "state", "style",  "title", "statediagram"};

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// A name that Mermaid takes as it is.
bool is_identifier(std::string_view name) {
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) &&
         std::ranges::all_of(name, is_plain) && std::ranges::find(keywords, to_lower(name)) == keywords.end();
}

// Whatever could end or change a label is written as an entity of Mermaid, #35;. Text beyond ASCII stays.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    const bool harmless =
        static_cast<unsigned char>(c) >= 0x80 || is_plain(c) || c == ' ' || c == ',' || c == '.';
    out += harmless ? std::string{c} : fmt::format("#{};", static_cast<int>(c));
  }
  return out;
}

using Ids = std::map<std::string, std::string, std::less<>>;

Ids ids_of(const Diagram& diagram) {
  const auto is_taken = [&](const std::string& id) { return diagram.find_state(id) != nullptr; };
  Ids ids;
  std::size_t number = 0;
  for (const auto& state : diagram.states) {
    auto id = state.name;
    while (!is_identifier(id)) {
      id = fmt::format("s{}", ++number);
      if (is_taken(id)) id.clear();
    }
    ids.emplace(state.name, id);
  }
  return ids;
}

std::string class_of(const Diagram& diagram, const DiagramState& state) {
  if (state.name == diagram.current) return "current";
  if (!state.declared) return "undeclared";
  return state.visited ? "visited" : "";
}

}  // namespace

std::string to_mermaid(const Diagram& diagram) {
  const auto ids = ids_of(diagram);
  std::string out = "stateDiagram-v2\n  direction TB\n";
  for (const auto& state : diagram.states) {
    const auto& id = ids.at(state.name);
    out += fmt::format("  state \"{}\" as {}\n", label(state.name), id);
    for (const auto& line : lines_below(diagram, state)) out += fmt::format("  {} : {}\n", id, label(line));
  }
  if (ids.contains(diagram.initial)) out += fmt::format("  [*] --> {}\n", ids.at(diagram.initial));
  for (const auto& edge : diagram.edges) {
    out += fmt::format("  {} --> {}", ids.at(edge.from), ids.at(edge.to));
    if (const auto lines = lines_at(edge); !lines.empty()) out += " : " + label(join(lines, ", "));
    out += '\n';
  }
  for (const auto& state : diagram.states) {
    if (state.terminal) out += fmt::format("  {} --> [*]\n", ids.at(state.name));
  }
  if (!diagram.current) return out;
  out +=
      "  classDef visited fill:#dbeafe,stroke:#2563eb,color:#0f172a\n"
      "  classDef current fill:#2563eb,stroke:#1e3a8a,color:#ffffff\n"
      "  classDef undeclared fill:#fef3c7,stroke:#b45309,color:#0f172a\n";
  for (const auto& state : diagram.states) {
    const auto name = class_of(diagram, state);
    if (!name.empty()) out += fmt::format("  class {} {}\n", ids.at(state.name), name);
  }
  return out;
}

}  // namespace admctl::lifecycle
