// The databases that tests clone: made by the binary under test when the first test of a run wants one, and
// kept until the cluster is taken down. Tests of other processes wait for it meanwhile.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/database.hpp"

namespace admctl::test {

// The name of the template database, which is there afterwards. `maintenance` is a session of the test cluster.
// Throws std::runtime_error when it cannot be made: at once when an earlier test tried in vain.
std::string ready_template(pg::Session& maintenance, Template kind, std::string_view platform);

}  // namespace admctl::test
