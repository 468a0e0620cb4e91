#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "lib/seed/builtins.hpp"

namespace admctl::seed {
namespace {

using Needs = Builtin::Needs;

const WalkSpec& spec(const Call& call) { return *call.walker().entity->walk; }

Datum name_of(const Call& call, std::size_t state) { return Datum::of_text(spec(call).plan.states()[state]); }

std::uint32_t step(const Call& call, std::size_t arg, const Walk& walk) {
  return static_cast<std::uint32_t>(call.integer(arg, 0, std::int64_t{walk.steps} - 1));
}

// Of the state that the call names.
std::optional<std::uint32_t> last_visit(const Call& call, const Walk& walk) {
  for (auto i = walk.steps; i-- > 0;) {
    if (walk.states[i] == call.state()) return i;
  }
  return std::nullopt;
}

std::int64_t count_visits(const Call& call) {
  const auto& walk = call.path();
  return std::count(walk.states, walk.states + walk.steps, static_cast<std::uint8_t>(call.state()));
}

Datum final_state(const Call& call) {
  const auto& walk = call.path();
  return name_of(call, walk.states[walk.steps - 1]);
}

Datum steps(const Call& call) { return Datum::of_integer(call.path().steps); }

Datum state_at(const Call& call) {
  const auto& walk = call.path();
  return name_of(call, walk.states[step(call, 0, walk)]);
}

Datum visited(const Call& call) { return Datum::of_boolean(count_visits(call) > 0); }
Datum visits(const Call& call) { return Datum::of_integer(count_visits(call)); }

// The state before the last visit of one; null when there was none.
Datum previous(const Call& call) {
  const auto& walk = call.path();
  const auto at = last_visit(call, walk);
  if (!at || *at == 0) return {};
  return name_of(call, walk.states[*at - 1]);
}

// How long a record should stay in a state, milliseconds; null when the lifecycle sets no limit.
Datum limit(const Call& call) {
  const auto& states = spec(call).plan.states();
  const auto state = std::ranges::find(states, call.text(0));
  if (state == states.end()) call.refuse(fmt::format("there is no state '{}'", call.text(0)));
  const auto& found = spec(call).limits[static_cast<std::size_t>(state - states.begin())];
  return found ? Datum::of_integer(*found) : Datum{};
}

Datum time_at(const Call& call) {
  const auto& walk = call.walk();
  return Datum::of_time(walk.times[step(call, 0, walk)]);
}

// The last time, or the visit of that number, from 0; null when there was none.
Datum entered(const Call& call) {
  const auto& walk = call.walk();
  if (call.size() == 0) {
    const auto at = last_visit(call, walk);
    return at ? Datum::of_time(walk.times[*at]) : Datum{};
  }
  auto wanted = call.integer(0);
  for (std::uint32_t i = 0; i < walk.steps; ++i) {
    if (walk.states[i] == call.state() && wanted-- == 0) return Datum::of_time(walk.times[i]);
  }
  return {};
}

// When the last visit ended; null while it lasts, or when there was none.
Datum left(const Call& call) {
  const auto& walk = call.walk();
  const auto at = last_visit(call, walk);
  return at && *at + 1 < walk.steps ? Datum::of_time(walk.times[*at + 1]) : Datum{};
}

constexpr Builtin builtins[] = {
    {"final", 0, 0, final_state, Needs::path},
    {"steps", 0, 0, steps, Needs::path},
    {"state_at", 1, 1, state_at, Needs::path},
    {"visited", 1, 1, visited, Needs::path, true},
    {"visits", 1, 1, visits, Needs::path, true},
    {"previous", 1, 1, previous, Needs::path, true},
    {"limit", 1, 1, limit, Needs::path},
    {"time_at", 1, 1, time_at, Needs::times},
    {"entered", 1, 2, entered, Needs::times, true},
    {"left", 1, 1, left, Needs::times, true},
};

}  // namespace

std::span<const Builtin> walk_builtins() { return builtins; }

}  // namespace admctl::seed
