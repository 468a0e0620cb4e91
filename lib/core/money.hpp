// Money as exact text: minor units in, what people read out. Never a float.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace admctl {

// How a column holds money: `scale` decimal digits lie below the unit (nano-TON: 9, cents: 2, decimal text: 0).
struct MoneyFormat {
  std::string unit;
  int scale = 0;
  // True when the column holds minor units, false when it holds a decimal of the unit itself.
  bool minor_units = true;
};

// "12500000000" with scale 9 and unit TON gives "12.5 TON". Zeros at the end are dropped, except that a
// scale of 1 or 2 keeps its digits ("12.50 EUR"). nullopt when `text` is not such an amount, so that the
// caller shows it as it is.
std::optional<std::string> format_money(std::string_view text, const MoneyFormat& format);

}  // namespace admctl
