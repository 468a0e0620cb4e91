#include "lib/seed/walk.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::seed {
namespace {

// Walks with loops are short in practice; a longer one means rules that hardly ever leave a loop.
constexpr std::size_t max_steps = 1000;
constexpr int max_rounds = 10'000;
constexpr double settled = 1e-15;

}  // namespace

WalkPlan::WalkPlan(const platform::Lifecycle& lifecycle, const WalkRules& rules) : again_{rules.again} {
  for (const auto& state : lifecycle.states) states_.push_back(state.name);
  if (states_.size() > 255) throw Error{code::bad_pack, "walks know at most 255 states"};
  initial_ = position(lifecycle.initial);
  moves_.resize(states_.size());
  for (const auto& [from, to] : lifecycle.edges()) {
    const auto has_weights =
        std::ranges::any_of(rules.moves, [&source = from](const auto& move) { return move.from == source; });
    const auto move = std::ranges::find_if(rules.moves, [&source = from, &target = to](const auto& candidate) {
      return candidate.from == source && candidate.to == target;
    });
    const double weight = move != rules.moves.end() ? move->weight : has_weights ? 0 : 1;
    if (weight > 0) moves_[position(from)].emplace_back(position(to), weight);
  }
  for (std::size_t final = 0; final < states_.size(); ++final) {
    std::vector<bool> avoided(states_.size(), false);
    for (const auto& [end, state] : rules.avoid) {
      if (end == states_[final]) avoided[position(state)] = true;
    }
    auto& legs = legs_.emplace_back();
    auto from = initial_;
    const auto add = [&](std::size_t target) {
      legs.push_back({target, chances_of(target, avoided)});
      if (legs.back().chances[from] <= 0) {
        throw Error{code::bad_pack,
                    fmt::format("no walk leads from {} to {}", states_[from], states_[target]),
                    {},
                    "give the moves on the way a weight above 0"};
      }
      from = target;
    };
    for (const auto& [end, state] : rules.through) {
      if (end == states_[final]) add(position(state));
    }
    add(final);
  }
}

std::size_t WalkPlan::position(const std::string& state) const {
  return static_cast<std::size_t>(std::ranges::find(states_, state) - states_.begin());
}

WalkPlan::Chances WalkPlan::chances_of(std::size_t target, const std::vector<bool>& avoided) const {
  Chances chances(states_.size(), 0);
  chances[target] = 1;
  for (int round = 0; round < max_rounds; ++round) {
    double moved = 0;
    for (std::size_t state = states_.size(); state-- > 0;) {
      if (state == target || avoided[state]) continue;
      double all = 0;
      for (const auto& [to, weight] : moves_[state]) all += weight;
      if (all <= 0) continue;
      const double chance = onward(state, chances) / all;
      moved = std::max(moved, std::abs(chance - chances[state]));
      chances[state] = chance;
    }
    if (moved < settled) break;
  }
  return chances;
}

double WalkPlan::onward(std::size_t from, const Chances& chances) const {
  double sum = 0;
  for (const auto& [to, weight] : moves_[from]) sum += weight * chances[to];
  return sum;
}

std::size_t WalkPlan::step(std::size_t from, const Chances& chances, Stream& stream) const {
  double left = stream.fraction() * onward(from, chances);
  auto last = from;
  for (const auto& [to, weight] : moves_[from]) {
    const double share = weight * chances[to];
    if (share <= 0) continue;
    last = to;
    left -= share;
    if (left < 0) break;
  }
  return last;
}

void WalkPlan::draw(std::size_t final, Stream& stream, std::vector<std::uint8_t>& path) const {
  auto at = initial_;
  path.push_back(static_cast<std::uint8_t>(at));
  const auto go = [&](const Leg& leg) {
    at = step(at, leg.chances, stream);
    path.push_back(static_cast<std::uint8_t>(at));
    if (path.size() > max_steps) {
      throw Error{code::bad_pack,
                  fmt::format("a walk to {} does not end", states_[final]),
                  {},
                  "lower the weights of the moves that lead round in a circle"};
    }
  };
  for (const auto& leg : legs_[final]) {
    while (at != leg.target) go(leg);
  }
  const auto& last = legs_[final].back();
  while (again_ > 0 && onward(at, last.chances) > 0 && stream.fraction() < again_) {
    do {
      go(last);
    } while (at != final);
  }
}

}  // namespace admctl::seed
