// A forced recipe on a protected target: recorded as a plan, approved by another database role, then done.
#pragma once

#include <string>

#include "commands/context.hpp"
#include "lib/core/report.hpp"
#include "lib/lifecycle/recover.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {

// The plan of the request's --key: what became of it, or code::approval_needed while it waits. nullopt when
// there is none.
std::optional<Report> earlier_recovery(Context& context, const ops::Request& asked,
                                       const lifecycle::RecoverOrder& order);

// Records the plan and throws code::approval_needed.
[[noreturn]] void plan_recovery(Context& context, const ops::Request& asked,
                                const lifecycle::RecoverOrder& order,
                                const lifecycle::RecoverResult& rehearsed);

// Does an approved plan of a recipe; what was done before is not done again.
Report run_recovery_plan(Context& context, const ops::Plan& plan);

// What a plan is about, in a few words: "3 records to CANCELLED", "recipe confirm-refund on deal/1042".
std::string words_of(const ops::Plan& plan);

}  // namespace admctl::commands
