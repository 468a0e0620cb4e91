#include "lib/core/text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "lib/core/utf8.hpp"

namespace admctl {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Characters that reorder, hide or break the text around them. The zero-width joiners stay: emoji and
// several scripts need them.
bool is_deceptive(char32_t point) {
  const auto within = [&](char32_t first, char32_t last) { return first <= point && point <= last; };
  return point == 0x061c || point == 0x200b || within(0x200e, 0x200f) || within(0x2028, 0x202e) ||
         within(0x2060, 0x206f) || point == 0xfeff || within(0xfff9, 0xfffb);
}

std::string visible_control(char32_t point) {
  switch (point) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(point);
  return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
}

std::u32string folded(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    points += point.value < 0x80 ? static_cast<char32_t>(lower(static_cast<char>(point.value))) : point.value;
    text.remove_prefix(point.length);
  }
  return points;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) current[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous.swap(current);
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
  }
  return current[b.size()];
}

// How many mistakes still look like a slip in words of that length.
std::size_t tolerated(std::size_t length) { return std::min<std::size_t>(length < 3 ? 0 : length / 3, 3); }

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const auto point = decode_utf8(text.substr(offset));
    if (!point.valid) return offset;
    offset += point.length;
  }
  return std::nullopt;
}

std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    const auto bytes = text.substr(0, point.length);
    if (!point.valid) {
      for (const char byte : bytes) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    } else if (point.value < 0x20 || (point.value >= 0x7f && point.value <= 0x9f) ||
               is_deceptive(point.value)) {
      out += visible_control(point.value);
    } else {
      out += bytes;
    }
    text.remove_prefix(point.length);
  }
  return out;
}

std::vector<std::string> suggest(std::string_view word, std::span<const std::string> candidates) {
  struct Match {
    std::size_t distance;
    const std::string* candidate;
  };
  const auto wanted = folded(word);
  std::vector<Match> matches;
  for (const auto& candidate : candidates) {
    if (candidate == word) continue;
    const auto known = folded(candidate);
    const auto shorter = std::min(wanted.size(), known.size());
    const auto longer = std::max(wanted.size(), known.size());
    const auto limit = tolerated(longer);
    // The difference in length is a lower bound, cheap to check first.
    if (longer - shorter > limit) continue;
    const auto distance = edit_distance(wanted, known);
    if (distance <= limit) matches.push_back({distance, &candidate});
  }
  std::ranges::stable_sort(matches, {}, &Match::distance);
  std::vector<std::string> best;
  for (const auto& match : matches) {
    if (best.size() == 3) break;
    if (std::ranges::find(best, *match.candidate) == best.end()) best.push_back(*match.candidate);
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto words = suggest(word, candidates);
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto* before = i == 0 ? " Did you mean " : i + 1 == words.size() ? " or " : ", ";
    out += fmt::format("{}'{}'", before, words[i]);
  }
  if (!out.empty()) out += '?';
  return out;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\v\f";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string to_lower(std::string_view ascii) {
  std::string out{ascii};
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string count_of(std::size_t count, std::string_view noun, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", noun);
  return plural.empty() ? fmt::format("{} {}s", count, noun) : fmt::format("{} {}", count, plural);
}

}  // namespace admctl
