#include "tests/unit/platform/small_pack.hpp"

#include <stdexcept>

namespace admctl::test {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string_view::npos || text.find(from, at + 1) != std::string_view::npos) {
    throw std::logic_error{"not exactly once in the text: " + std::string{from}};
  }
  return std::string{text}.replace(at, from.size(), to);
}

}  // namespace admctl::test
