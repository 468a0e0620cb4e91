// Moving one record to another state, as the platform's application would, through ops::write().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/ops/write.hpp"

namespace admctl::lifecycle {

struct Move {
  RecordAddress record;
  std::string to;
  std::optional<std::string> expect = {};           // the state the operator saw
  std::optional<std::string> expect_revision = {};  // the revision the operator saw
  Object given = {};                                // inputs of the move: name -> text
};

struct MoveResult {
  ops::Outcome outcome;
  std::string record;  // "deal/1042"
  std::string from;
  std::string to;
  bool already = false;                 // it was in that state: nothing was done
  std::vector<std::string> overridden;  // what force overrode
  std::vector<std::string> effects;     // outside the database, for the operator to see to
};

// Moves the record as make_moves() in moves.hpp does, as one operation. A move to the state it is in does
// nothing. request.force overrides the lifecycle, guards, missing inputs and invariants, never an expectation.
// Throws code::record_moved, move_refused, guard_refused, input_missing, input_unknown, input_invalid,
// invariant_broken, reason_needed (force without a reason), unknown_state, no_such_record.
MoveResult transition(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                      const Move& move, const ops::WriteOptions& options = {});

}  // namespace admctl::lifecycle
