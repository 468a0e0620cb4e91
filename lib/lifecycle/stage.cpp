#include "lib/lifecycle/stage.hpp"

#include <fmt/format.h>

namespace admctl::lifecycle {
namespace {

std::string state_column(const platform::Kind& kind) { return "r." + pg::quote(kind.state); }

}  // namespace

std::string stage_start_sql(const platform::Kind& kind, pg::Params& params) {
  const auto fallback = kind.updated   ? "r." + pg::quote(*kind.updated)
                        : kind.created ? "r." + pg::quote(*kind.created)
                                       : std::string{"NULL::timestamp"};
  if (kind.trail.history_column.empty()) return fallback;
  const auto time = pg::bind(params, kind.trail.history_time) + "::text";
  const auto state = pg::bind(params, kind.trail.history_state) + "::text";
  return fmt::format(
      "coalesce((SELECT (e.entry ->> {}) ::timestamptz AT TIME ZONE 'UTC' FROM jsonb_array_elements(r.{}) WITH "
      "ORDINALITY AS e (entry, place) WHERE e.entry ->> {} = {}::text ORDER BY e.place DESC LIMIT 1), {})",
      time, pg::quote(kind.trail.history_column), state, state_column(kind), fallback);
}

std::string stage_limit_sql(const platform::Kind& kind, pg::Params& params) {
  std::string branches;
  for (const auto& state : kind.lifecycle.states) {
    if (!state.limit) continue;
    const auto milliseconds = pg::bind(params, std::to_string(state.limit->count()));
    auto limit = fmt::format("{}::float8 * interval '1 millisecond'", milliseconds);
    if (state.limit_hours)
      limit = fmt::format("greatest({}, ({}) * interval '1 hour')", limit, *state.limit_hours);
    branches += fmt::format(" WHEN {}::text THEN {}", pg::bind(params, state.name), limit);
  }
  if (branches.empty()) return "NULL::interval";
  return fmt::format("CASE {}::text{} END", state_column(kind), branches);
}

std::string not_terminal_sql(const platform::Kind& kind, pg::Params& params) {
  std::string terminal;
  for (const auto& state : kind.lifecycle.states) {
    if (state.terminal)
      terminal += fmt::format("{}{}", terminal.empty() ? "" : ", ", pg::bind(params, state.name));
  }
  return terminal.empty() ? "true" : fmt::format("{} NOT IN ({})", state_column(kind), terminal);
}

}  // namespace admctl::lifecycle
