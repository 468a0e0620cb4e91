#include "lib/lifecycle/stage.hpp"

#include <fmt/format.h>

#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

// What may be cast to a time: a day that there is, with hours, minutes and an offset. One entry that somebody
// mistyped must not fail every list that its record is in.
constexpr std::string_view time_pattern =
    "^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26]|0[48])00)-"
    "02-29)"
    "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?$";

// What history or, without one, the updated column say.
std::string recorded_start_sql(const platform::Kind& kind, pg::Params& params) {
  const auto fallback = kind.updated   ? "r." + pg::quote(*kind.updated)
                        : kind.created ? "r." + pg::quote(*kind.created)
                                       : std::string{"NULL::timestamp"};
  if (kind.trail.history_column.empty()) return fallback;
  const auto time = pg::bind(params, kind.trail.history_time) + "::text";
  const auto state = pg::bind(params, kind.trail.history_state) + "::text";
  return fmt::format(
      "coalesce((SELECT CASE WHEN e.entry ->> {0} ~ '{1}' THEN (e.entry ->> {0})::timestamptz AT TIME ZONE "
      "'UTC' END "
      "FROM jsonb_array_elements(CASE WHEN jsonb_typeof(r.{2}) = 'array' THEN r.{2} END) WITH ORDINALITY AS e "
      "(entry, place) WHERE e.entry ->> {3} = {4}::text ORDER BY e.place DESC LIMIT 1), {5})",
      time, time_pattern, pg::quote(kind.trail.history_column), state, ops::state_sql(kind), fallback);
}

}  // namespace

std::string stage_start_sql(const platform::Kind& kind, pg::Params& params) {
  std::string branches;
  for (const auto& state : kind.lifecycle.states) {
    if (state.since)
      branches +=
          fmt::format(" WHEN {}::text THEN ({})::timestamp", pg::bind(params, state.name), *state.since);
  }
  auto recorded = recorded_start_sql(kind, params);
  if (branches.empty()) return recorded;
  return fmt::format("coalesce(CASE {}::text{} END, {})", ops::state_sql(kind), branches, recorded);
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
  return fmt::format("CASE {}::text{} END", ops::state_sql(kind), branches);
}

std::string not_terminal_sql(const platform::Kind& kind, pg::Params& params) {
  std::string terminal;
  for (const auto& state : kind.lifecycle.states) {
    if (state.terminal)
      terminal += fmt::format("{}{}", terminal.empty() ? "" : ", ", pg::bind(params, state.name));
  }
  return terminal.empty() ? "true" : fmt::format("{} NOT IN ({})", ops::state_sql(kind), terminal);
}

}  // namespace admctl::lifecycle
