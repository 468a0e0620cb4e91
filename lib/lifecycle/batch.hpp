// Moving many records: a plan of them frozen in the ledger, which plan_run.hpp does.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/lifecycle/filter.hpp"
#include "lib/lifecycle/moves.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/ops/plan.hpp"
#include "lib/ops/write.hpp"

namespace admctl::lifecycle {

// The primary keys of records given by label (all digits) or key, in the order given, by two queries. Throws
// code::no_such_record, naming all that are missing.
std::vector<std::string> resolve_keys(pg::Transaction& tx, const platform::Pack& pack,
                                      const platform::Kind& kind, std::span<const std::string> given);

// At most `limit` records that the filter lets through, newest first, as they are now, for a plan. Throws what
// select_records throws.
std::vector<ops::PlanItem> freeze_matching(pg::Transaction& tx, const platform::Pack& pack,
                                           const platform::Kind& kind, const Filter& filter,
                                           std::int64_t limit);

// The records as they are now, in the order given and none twice, for a plan. Throws code::no_such_record,
// naming all that are missing.
std::vector<ops::PlanItem> freeze_records(pg::Transaction& tx, const platform::Pack& pack,
                                          const platform::Kind& kind, std::span<const std::string> keys);

// Writes the plan of moving `items` by `order` to the ledger, whether or not it needs an approval. A second
// call with the same idempotency key answers with the first plan; code::key_reused when that does something
// else. Throws code::unknown_state.
ops::Plan plan_moves(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const MoveOrder& order, std::span<const ops::PlanItem> items, bool needs_approval);

// Would the plan's items move now? All in one transaction that is rolled back. The changes are those of the
// first `sample` items that would move.
struct Rehearsal {
  ops::Progress would;
  std::vector<MoveOutcome> outcomes;
  std::vector<ops::Change> changes;
};
Rehearsal rehearse_moves(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const MoveOrder& order, std::span<const ops::PlanItem> items, std::size_t sample,
                         const ops::WriteOptions& options = {});

// What the plan asks of every record. Throws code::unknown_kind when the pack has no such kind (any more).
MoveOrder order_of(const platform::Pack& pack, const ops::Plan& plan);

}  // namespace admctl::lifecycle
