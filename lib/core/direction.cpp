#include "lib/core/direction.hpp"

#include <array>

#include "lib/core/utf8.hpp"
#include "lib/core/width_table.hpp"

namespace admctl {
namespace {

// Where Unicode keeps the scripts that are written from right to left. Marks and digits among them are in, too:
// to isolate them is harmless.
constexpr std::array ranges{
    CodeRange{0x0590, 0x08ff},    // Hebrew, Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic
    CodeRange{0xfb1d, 0xfdff},    // presentation forms
    CodeRange{0xfe70, 0xfefe},    // the same; U+FEFF is no letter
    CodeRange{0x10800, 0x10fff},  // Cypriot to Old Uyghur
    CodeRange{0x1e800, 0x1efff},  // Mende Kikakui, Adlam, Arabic numbers and mathematical letters
};

bool is_right_to_left(char32_t point) {
  for (const auto& range : ranges) {
    if (range.first <= point && point <= range.last) return true;
  }
  return false;
}

constexpr std::string_view first_strong = "\u2068";
constexpr std::string_view from_left = "\u2066";
constexpr std::string_view end = "\u2069";

std::string between(std::string_view begin, std::string_view text) {
  if (!has_right_to_left(text)) return std::string{text};
  std::string out{begin};
  out += text;
  out += end;
  return out;
}

}  // namespace

bool has_right_to_left(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    if (point.valid && is_right_to_left(point.value)) return true;
    text.remove_prefix(point.length);
  }
  return false;
}

std::string isolated(std::string_view text) { return between(first_strong, text); }

std::string left_to_right(std::string_view line) { return between(from_left, line); }

}  // namespace admctl
