#include "commands/size_flag.hpp"

#include <charconv>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {

std::uint64_t parse_size(std::string_view text, std::string_view flag) {
  constexpr std::string_view units = "kMGT";
  std::uint64_t size = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  const auto power = unit.empty() ? 0 : units.find(unit.front()) + 1;
  const bool fits = problem == std::errc{} && size > 0 && unit.size() <= 1 && power <= units.size() &&
                    size <= (std::uint64_t{1} << 60) >> (10 * power);
  if (fits) return size << (10 * power);
  throw Error{code::usage,
              fmt::format("{} cannot be '{}'", flag, visible(text)),
              {},
              "give a number of bytes, or 64k, 10M, 2G"};
}

}  // namespace admctl::commands
