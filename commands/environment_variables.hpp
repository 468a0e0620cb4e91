// The variables that admctl reads, for documentation.
#pragma once

#include <span>
#include <string_view>

namespace admctl::commands {

struct VariableMeaning {
  std::string_view name;
  std::string_view meaning;
};

std::span<const VariableMeaning> environment_variables();

}  // namespace admctl::commands
