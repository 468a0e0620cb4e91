#include "lib/migrate/dbmate_sections.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view up_word = "migrate:up";
constexpr std::string_view down_word = "migrate:down";

struct Marker {
  std::size_t line = 0;   // offset of its line
  std::size_t count = 0;  // how many there are
  std::string options;
};

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// The options when `line` is the marker `word`: "--", blanks, the word, then nothing or a blank.
std::optional<std::string> options_of(std::string_view line, std::string_view word) {
  if (!line.starts_with("--")) return std::nullopt;
  line = trim(line.substr(2));
  if (!line.starts_with(word)) return std::nullopt;
  line.remove_prefix(word.size());
  if (!line.empty() && !is_blank(line.front())) return std::nullopt;
  return std::string{trim(line)};
}

Marker find_marker(std::string_view text, std::string_view word) {
  Marker found;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (const auto options = options_of(text.substr(at, end - at), word)) {
      if (found.count++ == 0) {
        found.line = at;
        found.options = *options;
      }
    }
    at = end + 1;
  }
  return found;
}

bool without_transaction(const Marker& marker, std::string_view path, const Code& wrong) {
  if (marker.options.empty() || marker.options == "transaction:true") return false;
  if (marker.options == "transaction:false") return true;
  throw Error{wrong, fmt::format("{}: '{}' is no option of dbmate", path, marker.options),
              "there is transaction:false"};
}

bool is_empty_section(std::string_view text) {
  for (const auto& line : split(text, '\n')) {
    const auto rest = trim(line);
    if (!rest.empty() && !rest.starts_with("--")) return false;
  }
  return true;
}

}  // namespace

bool has_dbmate_sections(std::string_view text) { return find_marker(text, up_word).count > 0; }

DbmateSections read_dbmate_sections(std::string text, std::string_view path, const Code& wrong) {
  const auto up = find_marker(text, up_word);
  const auto down = find_marker(text, down_word);
  if (up.count == 0) {
    throw Error{wrong,
                fmt::format("{} has no line '-- {}'", path, up_word),
                {},
                "put it before the statements that apply the migration"};
  }
  if (up.count > 1 || down.count > 1) {
    throw Error{wrong, fmt::format("{} has '-- {}' more than once", path, up.count > 1 ? up_word : down_word)};
  }
  if (down.count > 0 && down.line < up.line) {
    throw Error{wrong, fmt::format("{} has '-- {}' before '-- {}'", path, down_word, up_word)};
  }
  if (!is_empty_section(std::string_view{text}.substr(0, up.line))) {
    throw Error{
        wrong, fmt::format("{} has statements before '-- {}'", path, up_word), {}, "move them below that line"};
  }
  DbmateSections out;
  out.up_without_transaction = without_transaction(up, path, wrong);
  out.down_without_transaction = down.count > 0 && without_transaction(down, path, wrong);
  if (down.count > 0 && !is_empty_section(std::string_view{text}.substr(down.line))) {
    out.down = text;
    std::replace_if(
        out.down->begin(), out.down->begin() + static_cast<std::ptrdiff_t>(down.line),
        [](char c) { return c != '\n'; }, ' ');
  }
  if (down.count > 0) text.resize(down.line);
  out.up = std::move(text);
  return out;
}

}  // namespace admctl::migrate
