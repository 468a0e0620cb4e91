// What a check could not see for want of a right.
#pragma once

#include <string_view>

#include "lib/core/error.hpp"
#include "lib/pg/session.hpp"

namespace admctl::health {

// code::no_privilege with SQL that gives the current role what it lacks, to paste. `granted` is what stands
// after GRANT: "pg_monitor", "SELECT ON ALL SEQUENCES IN SCHEMA app".
Error missing_right(pg::Transaction& tx, std::string_view why, std::string_view granted);

}  // namespace admctl::health
