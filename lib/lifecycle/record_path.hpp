// Which way records went through their lifecycle, and where they are now.
#pragma once

#include "lib/lifecycle/diagram.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Records per state, in one query that an index on the state column can answer alone. Records without a state
// are counted under "(none)". Throws code::schema_missing.
StateCounts count_by_state(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind);

// The kind's lifecycle with the states of the record's history, in order, and the current one. A history that
// leaves out the initial state, from which its first state is reached, is taken to begin there. Of a kind
// without a history only the current state is known. Throws code::no_such_record, schema_missing.
Diagram record_diagram(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address);

}  // namespace admctl::lifecycle
