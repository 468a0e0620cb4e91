// Checking the whole database against the pack's invariants, one after the other.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/core/error.hpp"
#include "lib/ops/invariants.hpp"

namespace admctl::ops {

struct CheckOutcome {
  const platform::Invariant* invariant = nullptr;
  InvariantResult result;
  // Set when it could not be found out whether the invariant holds: a timeout, a lock, a replica's conflict
  // with recovery. `result` says nothing then.
  std::optional<Error> failure;
};

// The invariants that `ids` name, or all, of at least `minimum`; in order of the pack, each once.
// Throws code::unknown_invariant with suggestions.
std::vector<const platform::Invariant*> select_invariants(
    const platform::Pack& pack, const std::vector<std::string>& ids,
    platform::Severity minimum = platform::Severity::warning);

using CheckProgress = std::function<void(const platform::Invariant&, std::size_t done)>;

// Each invariant in a read-only snapshot of its own, so that no transaction lasts longer than one of them; each
// query is ended after `timeout` (0: never). `progress` hears of each invariant before and after it is checked,
// with the number of those done. Throws what would fail for the others too: a lost connection, an interruption,
// a fault of the pack.
std::vector<CheckOutcome> check_database(pg::Session& session, const platform::Pack& pack,
                                         const std::vector<const platform::Invariant*>& invariants,
                                         std::size_t sample_limit, Millis timeout,
                                         const CheckProgress& progress = {});

}  // namespace admctl::ops
