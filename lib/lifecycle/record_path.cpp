#include "lib/lifecycle/record_path.hpp"

#include <fmt/format.h>

#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

// The history is written by applications: what is no object with a state in it is passed over.
std::vector<std::string> states_of_history(const PageData& page) {
  std::vector<std::string> states;
  const auto& trail = page.kind.trail;
  if (trail.history_column.empty()) return states;
  const auto* entries = page.image.at(trail.history_column).as_array();
  if (!entries) return states;
  for (const auto& entry : *entries) {
    if (const auto* state = entry.at(trail.history_state).as_string()) states.push_back(*state);
  }
  return states;
}

}  // namespace

StateCounts count_by_state(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind) {
  column_types(tx, pack, kind.table);
  const auto rows =
      tx.query(fmt::format("SELECT coalesce({}::text, '(none)'), count(*) FROM {} AS r GROUP BY 1",
                           ops::state_sql(kind), pg::quote(pack.schema, kind.table)));
  StateCounts counts;
  for (const auto row : rows) counts[std::string{row.text(0)}] += row.integer(1);
  return counts;
}

Diagram record_diagram(const PageData& page) {
  auto path = states_of_history(page);
  const auto& lifecycle = page.kind.lifecycle;
  const bool began_before = !path.empty() && path.front() != lifecycle.initial &&
                            lifecycle.find_transition(lifecycle.initial, path.front());
  if (began_before) path.insert(path.begin(), lifecycle.initial);
  auto diagram = diagram_of(page.kind);
  diagram.title = fmt::format("{} of {}", diagram.title, page.name);
  mark_path(diagram, path, page.state);
  return diagram;
}

}  // namespace admctl::lifecycle
