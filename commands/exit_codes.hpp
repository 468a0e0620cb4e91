// What each exit code means, for documentation.
#pragma once

#include <span>
#include <string_view>

#include "lib/core/error.hpp"

namespace admctl::commands {

struct ExitMeaning {
  Exit exit;
  std::string_view meaning;
};

// In numeric order.
std::span<const ExitMeaning> exit_meanings();
std::string_view meaning_of(Exit exit);

}  // namespace admctl::commands
