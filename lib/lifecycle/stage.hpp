// How long a record has been in its state, against the state's limit. The rule: the stage starts at the last
// history entry whose state is the current one; without one, at the update time.
#pragma once

#include <string>

#include "lib/pg/sql.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// SQL over r: timestamp without time zone, UTC. Binds its names as parameters.
std::string stage_start_sql(const platform::Kind& kind, pg::Params& params);

// SQL over r: the limit of the current state as an interval; NULL when the state has none.
std::string stage_limit_sql(const platform::Kind& kind, pg::Params& params);

// SQL over r: true while the state is not terminal.
std::string not_terminal_sql(const platform::Kind& kind, pg::Params& params);

}  // namespace admctl::lifecycle
