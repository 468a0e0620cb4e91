// `lifecycle KIND`: the state machine in words.
#pragma once

#include <optional>

#include "lib/core/report.hpp"
#include "lib/lifecycle/diagram.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Sections: states, with the number of records in each when `counts` are given (those in a state that the
// lifecycle does not know are listed, too), transitions, guards, inputs, effects.
Report describe_lifecycle(const platform::Kind& kind, const std::optional<StateCounts>& counts);

}  // namespace admctl::lifecycle
