// Exact comparison of numbers by their decimal text: no rounding, whatever the size.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace admctl {

// Of texts such as "-1.50", "+2e3", ".5". nullopt when one of them is no number, or its exponent has more than
// nine digits.
std::optional<std::strong_ordering> compare_decimals(std::string_view a, std::string_view b);

}  // namespace admctl
