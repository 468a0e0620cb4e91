#include "lib/core/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace admctl {
namespace {

// 0.<digits> * 10^magnitude, the first and the last digit not 0; no digits: zero.
struct Scientific {
  bool negative = false;
  std::string digits;
  std::int64_t magnitude = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> read_exponent(std::string_view text) {
  constexpr std::size_t longest = 10;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (text.empty() || text.size() > longest || error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return exponent;
}

std::optional<Scientific> read(std::string_view text) {
  Scientific out;
  if (text.starts_with('-') || text.starts_with('+')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::int64_t exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    const auto read = read_exponent(text.substr(e + 1));
    if (!read) return std::nullopt;
    exponent = *read;
    text = text.substr(0, e);
  }
  const auto dot = std::min(text.find('.'), text.size());
  out.digits = text.substr(0, dot);
  if (dot < text.size()) out.digits += text.substr(dot + 1);
  if (out.digits.empty() || !std::ranges::all_of(out.digits, is_digit)) return std::nullopt;
  const auto zeros = std::min(out.digits.find_first_not_of('0'), out.digits.size());
  out.magnitude = static_cast<std::int64_t>(dot) - static_cast<std::int64_t>(zeros) + exponent;
  out.digits.erase(0, zeros);
  out.digits.erase(out.digits.find_last_not_of('0') + 1);
  if (out.digits.empty()) return Scientific{};
  return out;
}

std::strong_ordering compare_sizes(const Scientific& a, const Scientific& b) {
  if (a.digits.empty() || b.digits.empty()) return a.digits.size() <=> b.digits.size();
  if (a.magnitude != b.magnitude) return a.magnitude <=> b.magnitude;
  return a.digits.compare(b.digits) <=> 0;
}

}  // namespace

std::optional<std::strong_ordering> compare_decimals(std::string_view a, std::string_view b) {
  const auto left = read(a);
  const auto right = read(b);
  if (!left || !right) return std::nullopt;
  if (left->negative != right->negative)
    return left->negative ? std::strong_ordering::less : std::strong_ordering::greater;
  return left->negative ? compare_sizes(*right, *left) : compare_sizes(*left, *right);
}

}  // namespace admctl
