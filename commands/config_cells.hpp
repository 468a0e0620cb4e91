// Values of settings as cells of reports.
#pragma once

#include <optional>
#include <string>

#include "lib/core/report.hpp"

namespace admctl::commands {

// Structured values are shown as JSON; what machines get stays the value itself.
Cell value_cell(const Value& value);
// Absent: "(not set)".
Cell value_cell(const std::optional<Value>& value);
std::string value_text(const Value& value);

}  // namespace admctl::commands
