// Changes to other tables that a pack declares for a transition or a scenario.
#pragma once

#include "lib/ops/trail.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::ops {

// Updates every row that the write selects, locking them in key order, or inserts the row when its condition
// holds. `r` is the record as it is in the database now.
void apply_row_write(Writer& writer, const platform::Kind& kind, const StateMove& move,
                     const platform::RowWrite& write);

// One audit row for every entity that the operation has changed so far.
void audit_changes(Writer& writer, std::string_view action, const Object& metadata);

}  // namespace admctl::ops
