#include "lib/migrate/directives.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view comment = "--";
constexpr std::string_view name = "admctl:";

Error unknown(std::string_view path, std::size_t line, std::string_view word) {
  return {code::bad_directive, fmt::format("{}:{}: '{}' is no directive", path, line, word),
          "there are no-transaction, lock_timeout=5s and statement_timeout=10m"};
}

// "0" is no limit.
Millis duration(std::string_view path, std::size_t line, std::string_view word, std::string_view text) {
  if (text == "0") return Millis{0};
  const bool in_millis = text.ends_with("ms");
  const auto digits = text.substr(0, text.size() - (in_millis ? 2 : 0));
  if (in_millis && digits.size() < 10 && is_digits(digits)) return Millis{std::stoll(std::string{digits})};
  if (const auto parsed = parse_duration(text)) return *parsed;
  throw unknown(path, line, word);
}

void read_word(std::string_view path, std::size_t line, std::string_view word, Directives& out) {
  const auto equals = word.find('=');
  const auto key = word.substr(0, equals);
  const auto value = equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
  if (word == "no-transaction") {
    out.no_transaction = true;
  } else if (key == "lock_timeout") {
    out.lock_timeout = duration(path, line, word, value);
  } else if (key == "statement_timeout") {
    out.statement_timeout = duration(path, line, word, value);
  } else {
    throw unknown(path, line, word);
  }
}

void read_line(std::string_view path, std::size_t line, std::string_view text, Directives& out) {
  text = trim(text);
  if (!text.starts_with(comment)) return;
  text = trim(text.substr(comment.size()));
  if (!text.starts_with(name)) return;
  std::string words{trim(text.substr(name.size()))};
  std::ranges::replace(words, ',', ' ');
  std::ranges::replace(words, '\t', ' ');
  for (const auto& word : split(words, ' ')) {
    if (word.starts_with("allow") || word.starts_with("lint")) return;
    if (!word.empty()) read_word(path, line, word, out);
  }
}

}  // namespace

void read_directives(std::string_view gap, std::string_view path, std::size_t line, Directives& directives) {
  if (gap.find(name) == std::string_view::npos) return;
  for (const auto& text : split(gap, '\n')) read_line(path, line++, text, directives);
}

}  // namespace admctl::migrate
