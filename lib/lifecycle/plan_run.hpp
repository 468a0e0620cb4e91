// Doing a plan: chunk by chunk, each one transaction and one operation, resumable after any interruption
// without doing anything twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "lib/lifecycle/moves.hpp"
#include "lib/ops/plan.hpp"
#include "lib/ops/write.hpp"

namespace admctl::lifecycle {

struct BatchOptions {
  std::int64_t chunk = 1000;
  std::optional<std::int64_t> rate = {};  // records a second, at most
  bool stop_at_failure = true;
  // Told how many items have an outcome, by one thread at a time; may throw, which ends the run between two
  // chunks.
  std::function<void(const ops::Progress&)> on_progress = {};
};

// Does what is left of the plan, as the plan says: its reason, ticket and force, with the runner as actor.
// A plan of several lanes is done over two connections at once, one lane each, unless a rate is asked for or
// there is no second connection to be had; a failure that stops the run lets the other lane end its chunk. An
// item whose record moved since it was planned is a conflict and not done. An approved plan is begun only when
// every record still is as it was planned: else code::plan_moved. Throws code::approval_needed; what the
// database throws; what on_progress throws. What was done before stays done.
ops::Progress run_plan(pg::Session& session, const platform::Pack& pack, const ops::Request& runner,
                       const ops::Plan& plan, const BatchOptions& batch, const ops::WriteOptions& options = {});

// The request of an operation that does a part of the plan: the plan's kind, reason, ticket and force, the
// runner's actor, and no idempotency key, which is the plan's.
ops::Request request_of(const ops::Request& runner, const ops::Plan& plan);

// Throws code::approval_needed when the plan needs an approval and has none, and code::plan_moved when it needs
// one, is not begun yet, and a record (of `kind`) is not as it was when the plan was made.
void check_may_begin(pg::Session& session, const platform::Pack& pack, const ops::Plan& plan,
                     const platform::Kind& kind);

}  // namespace admctl::lifecycle
