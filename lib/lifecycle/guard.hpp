// Evaluating a pack's guards on one record.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct Verdict {
  const platform::Guard* guard;
  bool holds;  // a guard that yields NULL does not hold
};

// One query for all guards of a rule, in the rule's order. In a transition the record is locked by the caller.
std::vector<Verdict> evaluate_guards(pg::Transaction& tx, const platform::Pack& pack,
                                     const platform::Kind& kind, std::string_view key,
                                     const platform::Transition& rule);

}  // namespace admctl::lifecycle
