#include "lib/core/redact.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl {
namespace {

constexpr std::string_view blanks = " \t\n\r\v\f";
constexpr auto none = std::string_view::npos;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// A part of a text, [begin, end).
struct Part {
  std::size_t begin;
  std::size_t end;
};

std::size_t find_or_end(std::string_view text, std::string_view choices, std::size_t from) {
  return std::min(text.find_first_of(choices, from), text.size());
}

// password = value; `begin` is where the word begins.
struct Pair {
  std::size_t begin;
  Part value;
  bool in_query;
};

// Where the value that begins at `begin` ends, by libpq's rules: quoted, or up to a blank; a backslash
// takes the next character along. In a URL's query '&' ends it too.
std::size_t value_end(std::string_view text, std::size_t begin, bool in_query) {
  const char quote = begin < text.size() ? text[begin] : '\0';
  const bool quoted = !in_query && (quote == '\'' || quote == '"');
  auto end = begin + (quoted ? 1 : 0);
  for (; end < text.size(); ++end) {
    if (text[end] == '\\' && !in_query) {
      ++end;
    } else if (quoted ? text[end] == quote : blanks.find(text[end]) != none || (in_query && text[end] == '&')) {
      break;
    }
  }
  end = std::min(end, text.size());
  if (quoted) return std::min(end + 1, text.size());
  // A quote at the end, with punctuation, closes what the pair stands in: "postgres://h/d?password=x".
  const auto tail = text.substr(begin, end - begin).find_last_not_of(".,:;)]}");
  if (tail != none && (text[begin + tail] == '"' || text[begin + tail] == '\'')) return begin + tail;
  return end;
}

// The first pair at or after `from`.
std::optional<Pair> find_pair(std::string_view text, std::size_t from) {
  for (auto sign = text.find('=', from); sign != none; sign = text.find('=', sign + 1)) {
    const auto word_end = text.substr(0, sign).find_last_not_of(blanks) + 1;
    auto word = word_end;
    while (word > from && is_word(text[word - 1])) --word;
    if (!to_lower(text.substr(word, word_end - word)).ends_with("password")) continue;
    const bool in_query = word > 0 && (text[word - 1] == '?' || text[word - 1] == '&');
    const auto begin = in_query ? sign + 1 : std::min(text.find_first_not_of(blanks, sign + 1), text.size());
    return Pair{word, {begin, value_end(text, begin, in_query)}, in_query};
  }
  return std::nullopt;
}

// A stretch of text without blanks. Looked up once for all the URLs in it, so that hostile text takes
// linear time.
struct Token {
  std::size_t end = 0;
  std::size_t last_at = none;
};

// The password in the URL whose "://" ends at `from`, up to the last '@' that can belong to it.
std::optional<Part> find_url_password(std::string_view text, std::size_t from, const Token& token) {
  auto at = token.last_at;
  // A password in the query is a pair and left to find_pair, '@' and all.
  const auto until = text.substr(0, token.end);
  const auto pair = find_pair(until, std::min(until.find('?', from), token.end));
  if (pair && pair->in_query) {
    const auto before = text.substr(from, pair->begin - from).rfind('@');
    if (before == none) return std::nullopt;
    at = from + before;
  } else if (at == none || at < from) {
    // libpq also takes blanks in a password.
    at = text.find_first_of("@/\n", from);
    if (at == none || text[at] != '@') return std::nullopt;
    at = text.substr(0, find_or_end(text, blanks, at)).rfind('@');
  }
  const auto colon = text.substr(0, at).find(':', from);
  if (colon == none || colon + 1 == at) return std::nullopt;
  return Part{colon + 1, at};
}

std::string redact_urls(std::string_view text) {
  constexpr std::string_view sign = "://";
  std::string out;
  std::size_t done = 0;
  Token token;
  for (auto found = text.find(sign); found != none; found = text.find(sign, std::max(done, found + 1))) {
    const auto from = found + sign.size();
    if (from > token.end) {
      token.end = find_or_end(text, blanks, from);
      const auto last_at = text.substr(from, token.end - from).rfind('@');
      token.last_at = last_at == none ? none : from + last_at;
    }
    const auto password = find_url_password(text, from, token);
    if (!password) continue;
    out += text.substr(done, password->begin - done);
    out += redacted;
    done = password->end;
  }
  return out += text.substr(done);
}

std::string redact_pairs(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  while (const auto pair = find_pair(text, done)) {
    out += text.substr(done, pair->value.begin - done);
    if (pair->value.end > pair->value.begin) out += redacted;
    done = pair->value.end;
  }
  return out += text.substr(done);
}

std::string shell_quoted(std::string_view word) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (find_invalid_utf8(word) || std::ranges::any_of(word, is_control)) {
    std::string out = "$'";
    for (const char c : word) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '\'' || c == '\\') {
        out += fmt::format("\\{}", c);
      } else if (byte < 0x20 || byte >= 0x7f) {
        out += fmt::format("\\x{:02x}", byte);
      } else {
        out += c;
      }
    }
    return out + "'";
  }
  const auto is_safe = [](char c) { return is_word(c) || std::string_view{"@%+=:,./"}.find(c) != none; };
  if (!word.empty() && std::ranges::all_of(word, is_safe)) return std::string{word};
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return out + "'";
}

// True for a flag such as --password, whose value is the next argument or what follows its '='.
bool asks_for_password(std::string_view flag) {
  return flag.starts_with('-') && flag.find('=') == none && to_lower(flag).ends_with("password");
}

std::string redact_argument(std::string_view argument) {
  const auto sign = argument.find('=');
  const bool whole =
      sign != none && (asks_for_password(argument.substr(0, sign)) || argument.substr(0, sign) == "PGPASSWORD");
  // Here the value may hold blanks and quotes, and ends where the argument does.
  if (whole) return fmt::format("{}={}", argument.substr(0, sign), redacted);
  return redact_passwords(argument);
}

}  // namespace

std::string redact_passwords(std::string_view text) { return redact_pairs(redact_urls(text)); }

std::string redact_command(std::span<const std::string> argv) {
  std::string line;
  bool secret = false;
  for (const auto& argument : argv) {
    if (!line.empty()) line += ' ';
    line += shell_quoted(secret ? std::string{redacted} : redact_argument(argument));
    secret = asks_for_password(argument);
  }
  return line;
}

}  // namespace admctl
