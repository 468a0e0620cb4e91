#include "lib/ops/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/text.hpp"

namespace admctl::ops {

std::vector<const platform::Invariant*> select_invariants(const platform::Pack& pack,
                                                          const std::vector<std::string>& ids,
                                                          platform::Severity minimum) {
  for (const auto& id : ids) {
    if (pack.find_invariant(id)) continue;
    std::vector<std::string> known;
    for (const auto& invariant : pack.invariants) known.push_back(invariant.id);
    throw Error{code::unknown_invariant,
                fmt::format("{} has no invariant '{}'", pack.platform, id),
                {},
                "known: " + join(known, ", ") + "." + did_you_mean(id, known)};
  }
  std::vector<const platform::Invariant*> selected;
  for (const auto& invariant : pack.invariants) {
    const auto asked = ids.empty() || std::ranges::find(ids, invariant.id) != ids.end();
    const auto grave =
        minimum == platform::Severity::warning || invariant.severity == platform::Severity::error;
    if (asked && grave) selected.push_back(&invariant);
  }
  return selected;
}

std::vector<CheckOutcome> check_database(pg::Session& session, const platform::Pack& pack,
                                         const std::vector<const platform::Invariant*>& invariants,
                                         std::size_t sample_limit, Millis timeout,
                                         const CheckProgress& progress) {
  auto options = pg::Transaction::Options::snapshot(pack.schema);
  options.timeouts.statement = timeout;
  std::vector<CheckOutcome> outcomes;
  for (const auto* invariant : invariants) {
    if (progress) progress(*invariant, outcomes.size());
    CheckOutcome outcome;
    outcome.invariant = invariant;
    try {
      pg::Transaction tx{session, options};
      outcome.result = check_invariant(tx, pack, *invariant, sample_limit);
    } catch (const Error& error) {
      if (!error.retryable()) throw;
      outcome.failure = error;
    }
    outcomes.push_back(std::move(outcome));
    if (progress) progress(*invariant, outcomes.size());
  }
  return outcomes;
}

}  // namespace admctl::ops
