// Evaluating a pack's guards on records.
#pragma once

#include <span>
#include <vector>

#include "lib/ops/expression.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct Verdict {
  const platform::Guard* guard;
  bool holds;  // a guard that yields NULL does not hold
};

// For each move, the verdicts of the rule's guards in the rule's order; one query for all. Guards see r and op.
// In a transition the records, and the related rows that the kind says so of, are locked by the caller.
std::vector<std::vector<Verdict>> evaluate_guards(pg::Transaction& tx, const ops::OperationFacts& facts,
                                                  const platform::Kind& kind,
                                                  std::span<const ops::StateMove> moves,
                                                  const platform::Transition& rule);

}  // namespace admctl::lifecycle
