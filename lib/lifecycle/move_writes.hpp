// What a move writes, as the pack says: rows of other tables, the record with its history, an event.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lib/ops/row_writes.hpp"
#include "lib/ops/trail.hpp"
#include "lib/ops/writer.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// A change of the writer, and the index of the move that made it.
struct WrittenChange {
  std::size_t change;
  std::size_t move;
};

// Writes moves of one kind that follow the same rule (nullptr: no rule leads to the state), whose records the
// caller has locked and judged. `overridden` has what force overrode, for each move. Returns the changes that
// are to be audited.
std::vector<WrittenChange> write_moves(ops::Writer& writer, const platform::Kind& kind,
                                       const platform::Transition* rule, std::vector<ops::StateMove> moves,
                                       std::span<const std::vector<std::string>> overridden);

}  // namespace admctl::lifecycle
