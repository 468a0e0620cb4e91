// Going on after the primary was lost, where the target names several hosts.
#pragma once

#include <functional>

#include "commands/context.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {

// Runs `body`. When the connection is lost and the target names several hosts, waits, at most a minute, until
// one of them takes the session again, and runs it once more: only for what may be repeated, as the rest of a
// plan. Gives up after a few losses. Throws what the body throws.
ops::Progress across_failover(Context& context, const std::function<ops::Progress()>& body);

}  // namespace admctl::commands
