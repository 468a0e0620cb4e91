// Moving records to another state inside an operation, many by a handful of statements: what `transition`,
// recipes and batches are made of.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/ops/writer.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Throws code::unknown_state with the known ones.
void check_state_exists(const platform::Kind& kind, const std::string& state);

// What is asked of every record of a set.
struct MoveOrder {
  const platform::Kind* kind = nullptr;
  std::string to = {};
  Object given = {};                     // inputs: name -> text
  std::vector<std::string> waived = {};  // guards that somebody else vouches for; recorded as overridden
  bool stop_at_refusal = false;          // records after the first one refused are not moved
};

// One record, by primary key, and what it was when the operator looked.
struct Wanted {
  std::string key;
  std::optional<std::string> state;
  std::optional<std::string> revision;
};

struct MoveOutcome {
  enum class Result { moved, already, refused, not_reached };
  Result result = Result::not_reached;
  std::string key;
  std::string record;  // "deal/1042"
  std::string from;
  std::optional<Error> error;           // why it was refused
  std::vector<std::string> overridden;  // what force overrode
};

// Locks the records and the related rows their guards look at, in key order; re-checks what was expected, the
// lifecycle, required inputs and guards; writes everything the pack says the move writes: rows of other tables,
// the records, their history, events and audit rows; and proves that no invariant is broken that held before.
// The request's force overrides lifecycle, guards, inputs and invariants, never an expectation. Outcomes are in
// the order of `wanted`, which names no record twice.
// A refused record is an outcome, not an exception. Throws code::unknown_state, input_unknown, input_invalid
// for what no record could do; code::shared_row and invariant_broken when records that may move one by one may
// not move together (with a single record: that it may not move); what the database throws.
std::vector<MoveOutcome> make_moves(ops::Writer& writer, const MoveOrder& order,
                                    std::span<const Wanted> wanted);

// What the moves leave to do outside the database, each line once.
std::vector<std::string> effects_of(const MoveOrder& order, std::span<const MoveOutcome> outcomes);

}  // namespace admctl::lifecycle
