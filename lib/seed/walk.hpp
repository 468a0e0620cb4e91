// Random legal walks through a lifecycle that end in a chosen state.
//
// The pack says how likely each move is; a walk is drawn from exactly that chain under the condition that it
// ends where it must: the chance of every step is weighted by the chance to get to the end from there.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lib/platform/pack.hpp"
#include "lib/seed/random.hpp"

namespace admctl::seed {

struct WalkRules {
  // Relative weights of moves; a move that is left out while its source has others never happens. Sources
  // without any weights take each of their moves equally often.
  struct Move {
    std::string from;
    std::string to;
    double weight;
  };
  std::vector<Move> moves;
  // (final, state): walks that end in `final` do not visit `state`.
  std::vector<std::pair<std::string, std::string>> avoid;
  // (final, state): walks that end in `final` visit `state` before.
  std::vector<std::pair<std::string, std::string>> through;
  // The chance to go on when the final state was reached and can be reached again.
  double again = 0;
};

class WalkPlan {
 public:
  // Names must be states of the lifecycle and moves its edges: the caller has checked. Throws code::bad_pack
  // when some state cannot be reached under the rules.
  WalkPlan(const platform::Lifecycle& lifecycle, const WalkRules& rules);

  // The states in the order of the lifecycle; walks hold their positions.
  const std::vector<std::string>& states() const { return states_; }
  // Appends the states of a walk from the initial state to `final`, both included.
  void draw(std::size_t final, Stream& stream, std::vector<std::uint8_t>& path) const;

 private:
  using Chances = std::vector<double>;  // per state: to get to the end from there

  // One part of a walk: from where the last one ended to `target`.
  struct Leg {
    std::size_t target;
    Chances chances;
  };

  std::size_t position(const std::string& state) const;
  Chances chances_of(std::size_t target, const std::vector<bool>& avoided) const;
  std::size_t step(std::size_t from, const Chances& chances, Stream& stream) const;
  double onward(std::size_t from, const Chances& chances) const;

  std::vector<std::string> states_;
  std::size_t initial_;
  std::vector<std::vector<std::pair<std::size_t, double>>> moves_;  // per state: target, weight
  std::vector<std::vector<Leg>> legs_;                              // per final state
  double again_;
};

}  // namespace admctl::seed
