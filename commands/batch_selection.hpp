// Which records a batch is about.
#pragma once

#include <vector>

#include "commands/batch.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {

// Of the addresses, or the one kind that was named. Throws code::usage for a mixture.
const platform::Kind& kind_of(Context& context, const TransitionFlags& flags);

// By addresses, --file or filters, in that order, none twice. Throws code::too_many beyond --max, and
// code::usage for a kind without filter and file: everything is never meant by accident.
std::vector<ops::PlanItem> select_items(Context& context, const platform::Kind& kind,
                                        const TransitionFlags& flags);

}  // namespace admctl::commands
