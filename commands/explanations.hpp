// Everything that has a code of its own, in one shape: errors, rules of lint, findings.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/code.hpp"

namespace admctl::commands {

struct Explanation {
  std::string id;        // "ADM-2103"
  std::string name;      // "index-not-concurrently"; empty for errors
  std::string_view of;   // "error", "migrate lint", "platform lint"
  std::string severity;  // empty for errors
  std::string summary;
  std::string why;
  std::string what_to_do;
  std::optional<Exit> exit;  // of errors
  std::string note;          // may be empty
};

// Errors by number first, then the others by id.
std::span<const Explanation> explanations();
// By id, in any case, with or without "ADM-", or by name; nullptr when there is none.
const Explanation* find_explanation(std::string_view name);

}  // namespace admctl::commands
