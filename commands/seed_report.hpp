// What the seed commands answer.
#pragma once

#include <string>

#include "lib/core/report.hpp"
#include "lib/seed/categories.hpp"
#include "lib/seed/config_defaults.hpp"
#include "lib/seed/demo.hpp"

namespace admctl::commands {

// A list of what was added and changed.
Report categories_report(const seed::CategoryResult& result);
// A list of the keys that were added.
Report defaults_report(const seed::ConfigResult& result);
// Rows per table, how fast, and how to get the same rows again. `plural` is the flag that gives the number.
Report demo_report(const seed::DemoResult& result, const seed::DemoRequest& demo, const std::string& plural,
                   Millis took);

}  // namespace admctl::commands
