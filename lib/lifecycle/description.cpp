#include "lib/lifecycle/description.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::lifecycle {
namespace {

// A list that people read as "A, B" and machines as an array.
Cell list_cell(const std::vector<std::string>& texts) {
  return texts.empty() ? Cell{Value{Array{}}, ""} : Cell{Value{to_array(texts)}, join(texts, ", ")};
}

Cell limit_cell(const DiagramState& state) {
  if (!state.limit) return Cell{Value{}};
  return Cell{Value{format_duration(*state.limit) + (state.limit_grows ? " or more" : "")}};
}

Table states_table(const Diagram& diagram, bool counted) {
  Table table{{{"state", "STATE"}, {"meaning", "MEANING"}, {"limit", "LIMIT"}, {"terminal", "END"}}, {}, {}};
  if (counted) table.columns.push_back({"count", "RECORDS", true});
  for (const auto& state : diagram.states) {
    Row row{Cell::state(state.name), Cell{state.declared ? state.meaning : "not a state of the lifecycle"},
            limit_cell(state), Cell{Value{state.terminal}, state.terminal ? "yes" : ""}};
    if (counted) row.push_back(Cell{Value{state.count}});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table transitions_table(const platform::Lifecycle& lifecycle) {
  Table table{
      {{"to", "TO"}, {"from", "FROM"}, {"roles", "ROLES"}, {"by", "DONE BY"}, {"guards", "GUARDS"}}, {}, {}};
  for (const auto& rule : lifecycle.transitions) {
    table.rows.push_back({Cell::state(rule.to), list_cell(rule.from), list_cell(rule.roles), Cell{rule.by},
                          list_cell(rule.guards)});
  }
  return table;
}

Table guards_table(const platform::Kind& kind) {
  Table table{{{"guard", "GUARD"},
               {.key = "to", .title = "OF MOVES TO", .wrap = true},
               {.key = "sentence", .title = "WHY", .wrap = true}},
              {},
              {}};
  for (const auto& guard : kind.guards) {
    std::vector<std::string> targets;
    for (const auto& rule : kind.lifecycle.transitions) {
      const bool uses = std::ranges::find(rule.guards, guard.id) != rule.guards.end();
      if (uses && std::ranges::find(targets, rule.to) == targets.end()) targets.push_back(rule.to);
    }
    table.rows.push_back({Cell{guard.id}, list_cell(targets), Cell{guard.sentence}});
  }
  return table;
}

Table inputs_table(const platform::Lifecycle& lifecycle) {
  Table table{{{"to", "TO"},
               {"name", "NAME"},
               {"required", "NEEDED"},
               {.key = "meaning", .title = "MEANING", .wrap = true}},
              {},
              {}};
  for (const auto& rule : lifecycle.transitions) {
    for (const auto& input : rule.inputs) {
      table.rows.push_back({Cell::state(rule.to), Cell{input.name},
                            Cell{Value{input.required}, input.required ? "yes" : "no"}, Cell{input.meaning}});
    }
  }
  return table;
}

Table effects_table(const platform::Lifecycle& lifecycle) {
  Table table{
      {{"to", "TO"}, {.key = "effect", .title = "OUTSIDE THE DATABASE, NOT DONE BY A MOVE", .wrap = true}},
      {},
      {}};
  for (const auto& rule : lifecycle.transitions) {
    for (const auto& effect : rule.effects) table.rows.push_back({Cell::state(rule.to), Cell{effect}});
  }
  return table;
}

}  // namespace

Report describe_lifecycle(const platform::Kind& kind, const std::optional<StateCounts>& counts) {
  auto diagram = diagram_of(kind);
  if (counts) mark_counts(diagram, *counts);
  const auto& lifecycle = kind.lifecycle;
  Report report;
  report.table("states", fmt::format("{}: states, beginning with {}", kind.title, lifecycle.initial),
               states_table(diagram, counts.has_value()));
  report.table("transitions", "Transitions", transitions_table(lifecycle));
  report.table("guards", "Guards", guards_table(kind));
  report.table("inputs", "Inputs", inputs_table(lifecycle));
  report.table("effects", "Effects", effects_table(lifecycle));
  return report;
}

}  // namespace admctl::lifecycle
