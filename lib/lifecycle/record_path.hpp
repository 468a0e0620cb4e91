// Where records are in their lifecycle, and which way they went through it.
#pragma once

#include "lib/lifecycle/diagram.hpp"
#include "lib/lifecycle/page_data.hpp"

namespace admctl::lifecycle {

// Records per state, in one query that an index on the state column can answer alone. Records without a state
// are counted under "(none)". Throws code::schema_missing.
StateCounts count_by_state(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind);

// The kind's lifecycle with the states of the record's history, in order, and the current one. A history that
// leaves out the initial state, from which its first state is reached, is taken to begin there. Of a kind
// without a history only the current state is known.
Diagram record_diagram(const PageData& page);

}  // namespace admctl::lifecycle
