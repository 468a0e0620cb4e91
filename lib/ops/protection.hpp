// How much a target is protected; see policy.hpp for what that means.
#pragma once

#include <optional>
#include <string_view>

namespace admctl::ops {

// From lax to strict.
enum class Protection {
  open,     // nothing beyond the usual questions
  confirm,  // whatever writes is asked about first
  guarded,  // "protected": only read, unless --write, --reason and --ticket are given
};

// "open", "confirm" or "protected".
std::string_view word_of(Protection level);
// nullopt for any other word.
std::optional<Protection> parse_protection(std::string_view word);
Protection stricter(Protection a, Protection b);

}  // namespace admctl::ops
