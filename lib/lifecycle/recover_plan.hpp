// A recipe that waits for an approval: a plan of one record in the ledger, done as one operation.
#pragma once

#include <optional>
#include <string_view>

#include "lib/lifecycle/recover.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::lifecycle {

// Of the plans of plan_recovery(), and of the operations of recover().
inline constexpr std::string_view recover_kind = "recover";

// Writes the plan to the ledger: the recipe, its inputs, the record as it is in `rehearsed`, and what that had
// to override. A second call with the same idempotency key answers with the first plan; code::key_reused when
// that does something else.
ops::Plan plan_recovery(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                        const RecoverOrder& order, const RecoverResult& rehearsed);

// The earlier plan of the request's idempotency key, if it is of this recipe, record and inputs; nullopt when
// there is none. Throws code::key_reused when the key belongs to another plan.
std::optional<ops::Plan> find_recovery(pg::Transaction& tx, const platform::Pack& pack,
                                       const ops::Request& request, const RecoverOrder& order);

// What the plan asks for. Throws code::unknown_kind, unknown_recipe when the pack has them no more.
RecoverOrder recovery_of(const platform::Pack& pack, const ops::Plan& plan);

// Does the plan, as recover() does with its reason, ticket and force, and the runner as actor. nullopt when it
// was done before. Throws code::approval_needed; code::plan_moved when the record is not as it was planned, or
// when something else would be overridden than was approved; what recover() throws. Then nothing was done, and
// the plan is as it was.
std::optional<RecoverResult> run_recovery(pg::Session& session, const platform::Pack& pack,
                                          const ops::Request& runner, const ops::Plan& plan,
                                          const ops::WriteOptions& options = {});

}  // namespace admctl::lifecycle
