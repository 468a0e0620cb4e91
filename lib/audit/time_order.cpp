#include "lib/audit/time_order.hpp"

#include <charconv>

namespace admctl::audit {
namespace {

constexpr std::int64_t earliest = std::numeric_limits<std::int64_t>::min();

// The number at the beginning of `text`, which is moved behind it and one separator.
bool take_number(std::string_view& text, std::int64_t& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || number < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return true;
}

std::int64_t microseconds(std::string_view fraction) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool digit = i < fraction.size() && fraction[i] >= '0' && fraction[i] <= '9';
    if (!digit) fraction = {};
    out = out * 10 + (digit ? fraction[i] - '0' : 0);
  }
  return out;
}

}  // namespace

std::int64_t time_order(std::string_view timestamp) {
  if (timestamp == "infinity") return no_time - 1;
  if (timestamp.ends_with(" BC")) return earliest;
  std::int64_t part[6];
  for (int i = 0; i < 5; ++i) {
    if (!take_number(timestamp, part[i])) return earliest;
  }
  std::string_view rest = timestamp;
  const auto seconds_end = timestamp.find_first_not_of("0123456789");
  const bool has_fraction = seconds_end != std::string_view::npos && timestamp[seconds_end] == '.';
  if (!take_number(rest, part[5])) return earliest;
  // Months and days need not be of their true length to be in order.
  auto out = ((part[0] * 12 + part[1]) * 31 + part[2]) * 24 + part[3];
  out = (out * 60 + part[4]) * 60 + part[5];
  return out * 1'000'000 + (has_fraction ? microseconds(rest) : 0);
}

}  // namespace admctl::audit
