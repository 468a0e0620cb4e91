#include "lib/ops/protection.hpp"

#include <algorithm>
#include <array>

namespace admctl::ops {
namespace {

constexpr std::array<std::string_view, 3> words{"open", "confirm", "protected"};

}  // namespace

std::string_view word_of(Protection level) { return words[static_cast<std::size_t>(level)]; }

std::optional<Protection> parse_protection(std::string_view word) {
  const auto* found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Protection>(found - words.begin());
}

Protection stricter(Protection a, Protection b) { return std::max(a, b); }

}  // namespace admctl::ops
