// Changes to other tables that a pack declares for a transition, a recipe or a scenario.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lib/ops/trail.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::ops {

// For each move: updates or removes every row that the write selects, locking them in key order, or inserts the
// rows that it makes. `r` is the record as it is in the database now. Returns, for every change made and in
// their order, the index of the move it belongs to.
// Throws code::shared_row when two moves change the same row: then they must be
// made one after the other.
std::vector<std::size_t> apply_row_write(Writer& writer, const platform::Kind& kind,
                                         std::span<const StateMove> moves, const platform::RowWrite& write);

}  // namespace admctl::ops
