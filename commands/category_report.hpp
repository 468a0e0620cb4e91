// What 'seed categories' answers and asks about.
#pragma once

#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/seed/categories.hpp"

namespace admctl::commands {

// What would be done, line by line, for people who are asked about it.
std::vector<std::string> category_lines(const seed::CategoryResult& result);
// A list of what was added, changed, renamed and removed.
Report categories_report(const seed::CategoryResult& result);

}  // namespace admctl::commands
