#include "lib/migrate/source_position.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

constexpr std::size_t longest_before = 80;
constexpr std::size_t longest = 120;

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
}

std::size_t line_start(std::string_view text, std::size_t offset) {
  const auto newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

// Tabs are as wide as the caret's line pads them; the rest must be harmless on a terminal.
std::string shown(std::string_view text) {
  std::string flat{text};
  std::ranges::replace(flat, '\t', ' ');
  return visible(flat);
}

// The last `count` characters of `text`.
std::string_view tail(std::string_view text, std::size_t count) {
  const auto all = characters_in(text);
  return all <= count ? text : text.substr(advance(text, 0, all - count));
}

}  // namespace

Position position_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto start = line_start(text, offset);
  return {1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
          1 + characters_in(before.substr(start))};
}

std::size_t advance(std::string_view text, std::size_t offset, std::size_t characters) {
  while (characters > 0 && offset < text.size()) {
    ++offset;
    while (offset < text.size() && !starts_character(text[offset])) ++offset;
    --characters;
  }
  return offset;
}

std::string excerpt(std::string_view text, std::size_t offset) {
  const auto start = line_start(text, offset);
  auto end = std::min(text.find('\n', offset), text.size());
  if (end > offset && text[end - 1] == '\r') --end;
  const auto whole_before = text.substr(start, offset - start);
  const auto before = tail(whole_before, longest_before);
  const auto whole_after = text.substr(offset, end - offset);
  const auto after = whole_after.substr(0, advance(whole_after, 0, longest - characters_in(before)));
  const auto number = fmt::format("{:>5} | ", position_of(text, offset).line);
  const auto left = fmt::format("{}{}", before.size() < whole_before.size() ? "..." : "", shown(before));
  return fmt::format("{}{}{}{}\n{:>{}} | {:>{}}", number, left, shown(after),
                     after.size() < whole_after.size() ? "..." : "", "", number.size() - 3, "^",
                     display_width(left) + 1);
}

}  // namespace admctl::migrate
