// display_width and clip of text.hpp.
#include <algorithm>
#include <iterator>
#include <span>

#include "lib/core/text.hpp"
#include "lib/core/utf8.hpp"
#include "lib/core/width_table.hpp"

namespace admctl {
namespace {

constexpr char32_t zero_width_joiner = 0x200d;

bool within(char32_t point, char32_t first, char32_t last) { return first <= point && point <= last; }

bool within(char32_t point, std::span<const CodeRange> ranges) {
  const auto range = std::ranges::lower_bound(ranges, point, {}, &CodeRange::last);
  return range != ranges.end() && range->first <= point;
}

bool is_control(char32_t point) { return point < 0x20 || within(point, 0x7f, 0x9f); }
bool is_flag_letter(char32_t point) { return within(point, 0x1f1e6, 0x1f1ff); }
bool is_skin_tone(char32_t point) { return within(point, 0x1f3fb, 0x1f3ff); }

// Symbols that emoji sequences are made of, whether they are wide by themselves or not.
bool is_pictograph(char32_t point) { return within(point, 0x2190, 0x2bff) || within(point, 0x1f000, 0x1faff); }

std::size_t width_of(char32_t point) {
  if (is_control(point) || within(point, zero_width_ranges)) return 0;
  return within(point, wide_ranges) ? 2 : 1;
}

// What a terminal shows as one sign: a code point with its marks, an emoji sequence, a flag.
struct Sign {
  std::size_t bytes;
  std::size_t width;
};

Sign next_sign(std::string_view text) {
  const auto base = decode_utf8(text);
  Sign sign{base.length, width_of(base.value)};
  if (!base.valid || is_control(base.value)) return sign;
  bool joined = false;
  bool flag = is_flag_letter(base.value);
  while (sign.bytes < text.size()) {
    const auto next = decode_utf8(text.substr(sign.bytes));
    if (!next.valid || is_control(next.value)) break;
    if (flag && is_flag_letter(next.value)) {
      sign.width = 2;
      flag = false;
    } else if (is_pictograph(base.value) &&
               (is_skin_tone(next.value) || (joined && is_pictograph(next.value)))) {
      sign.width = 2;
    } else if (width_of(next.value) > 0) {
      break;
    }
    joined = next.value == zero_width_joiner;
    sign.bytes += next.length;
  }
  return sign;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto sign = next_sign(text);
    width += sign.width;
    text.remove_prefix(sign.bytes);
  }
  return width;
}

std::string clip(std::string_view text, std::size_t width) {
  if (width == 0) return {};
  std::size_t used = 0;
  std::size_t bytes = 0;
  std::size_t kept = 0;  // bytes that leave a column for the ellipsis
  while (bytes < text.size()) {
    const auto sign = next_sign(text.substr(bytes));
    used += sign.width;
    if (used > width) return std::string{text.substr(0, kept)} + "…";
    bytes += sign.bytes;
    if (used < width) kept = bytes;
  }
  return std::string{text};
}

}  // namespace admctl
