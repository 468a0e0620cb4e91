// Examining a test's database as doctor does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/health/examination.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {

// What the check of that name finds, with those limits.
std::vector<health::Finding> findings_of(const pg::Conninfo& where, std::string_view check,
                                         const health::Limits& limits = {});

// The rule's name of each finding that is not well: "lock-queue".
std::vector<std::string> names_of(const std::vector<health::Finding>& findings);

// The one finding of that rule; throws std::runtime_error when there is none.
health::Finding finding_named(const std::vector<health::Finding>& findings, std::string_view rule);

}  // namespace admctl::test
