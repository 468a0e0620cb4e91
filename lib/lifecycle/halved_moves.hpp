// Moves a set of records where one of them may spoil it for all.
#pragma once

#include <span>
#include <vector>

#include "lib/lifecycle/moves.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::lifecycle {

std::vector<Wanted> wanted_of(std::span<const ops::PlanItem> items);

// Like make_moves(), but an error that one record causes for all is that record's outcome: the set is tried in
// halves until it is found. An outcome for each wanted one, in their order. Throws what concerns them all.
std::vector<MoveOutcome> make_moves_halved(ops::Writer& writer, const MoveOrder& order,
                                           std::span<const Wanted> wanted);

}  // namespace admctl::lifecycle
