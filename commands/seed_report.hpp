// What the seed commands answer.
#pragma once

#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/seed/config_defaults.hpp"
#include "lib/seed/demo.hpp"

namespace admctl::commands {

// The note that ends the report of a writing command: what became of it.
void note_outcome(Report& report, const ops::Outcome& outcome, bool changed);

// What would be reset, line by line, for people who are asked about it.
std::vector<std::string> default_lines(const seed::ConfigResult& result);
// A list of the keys that were added and reset.
Report defaults_report(const seed::ConfigResult& result);
// Rows per table, how fast, and how to get the same rows again. `plural` is the flag that gives the number.
Report demo_report(const seed::DemoResult& result, const seed::DemoRequest& demo, const std::string& plural,
                   Millis took);

}  // namespace admctl::commands
