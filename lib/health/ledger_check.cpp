#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::health {

void check_ledger(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  if (!ops::has_ledger(tx)) {
    findings.ok("no ledger: admctl has written nothing here yet", Object{{"operations", 0}});
    return;
  }
  const auto begun = subject.clock.now();
  const auto chain = ops::verify_chain(
      tx, [&](std::int64_t) { return subject.clock.now() - begun < subject.limits.statement; });
  for (const auto& problem : chain.problems) {
    findings.add("ledger-broken",
                 fmt::format("position {}{}{}: {}", problem.seq,
                             problem.operation.empty() ? "" : ", operation ", problem.operation, problem.what),
                 Object{{"position", problem.seq}, {"operation", problem.operation}, {"what", problem.what}},
                 "admctl op verify");
  }
  const auto checked = count_of(static_cast<std::size_t>(chain.checked), "operation");
  if (!chain.complete) {
    findings.could_not_check(fmt::format("verified the first {} only", checked),
                             Error{code::statement_timeout, "the ledger is long", {}, "admctl op verify"});
  }
  findings.ok(fmt::format("{}, all as they were written", checked),
              Object{{"operations", chain.checked}, {"head", chain.head}});
}

}  // namespace admctl::health
