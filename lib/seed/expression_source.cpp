#include "lib/seed/expression_source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::seed {

void ExpressionSource::refuse(std::size_t offset, std::string_view message, std::string hint) const {
  offset = std::min(offset, text.size());
  const auto before = std::string_view{text}.substr(0, offset);
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto line = std::string_view{text}.substr(start, text.find('\n', start) - start);
  const auto column = display_width(before.substr(start));
  throw Error{code::bad_pack, fmt::format("{}: {}: {}", place, name, message),
              fmt::format("{}\n{:>{}}", line, '^', column + 1), std::move(hint)};
}

}  // namespace admctl::seed
