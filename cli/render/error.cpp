#include "cli/render/error.hpp"

#include <vector>

#include "cli/render/parts.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// Line breaks and tabs stay: details show statements with a caret below the place.
std::string harmless(std::string_view text) {
  std::string out;
  const auto clean = redact_passwords(text);
  std::size_t start = 0;
  for (std::size_t i = 0; i <= clean.size(); ++i) {
    if (i < clean.size() && clean[i] != '\n' && clean[i] != '\t') continue;
    out += visible(std::string_view{clean}.substr(start, i - start));
    if (i < clean.size()) out += clean[i];
    start = i + 1;
  }
  return out;
}

std::string broken(const std::string& text, std::optional<std::size_t> width) {
  constexpr std::size_t narrowest = 40;
  if (!width || *width < narrowest) return text;
  std::vector<std::string> lines;
  for (const auto& line : split(text, '\n')) {
    if (display_width(line) < *width)
      lines.push_back(line);
    else
      for (auto& part : wrapped(line, *width - 1)) lines.push_back(std::move(part));
  }
  return join(lines, "\n");
}

// A detail of one line is a sentence; the lines of a longer one are laid out already.
std::string indented(const std::string& text, std::optional<std::size_t> width) {
  constexpr std::size_t indent = 2;
  const bool sentence = width && *width > indent && text.find('\n') == std::string::npos;
  if (sentence) return indented(broken(text, *width - indent), std::nullopt);
  std::string out;
  for (const auto& line : split(text, '\n')) out += line.empty() ? "\n" : "  " + line + '\n';
  return out;
}

// A command line or a statement.
bool is_to_be_copied(std::string_view hint) {
  return hint.find("admctl ") != std::string_view::npos || hint.find(';') != std::string_view::npos;
}

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value{harmless(text)}; }

}  // namespace

std::string error_text(const Error& error, bool color, std::optional<std::size_t> width) {
  const auto name = "error " + code_name(error.code());
  auto out = broken(name + ": " + harmless(error.message()), width) + '\n';
  if (color) out = "\x1b[1;31m" + name + "\x1b[0m" + out.substr(name.size());
  if (!error.detail().empty()) {
    auto detail = harmless(error.detail());
    while (detail.ends_with('\n')) detail.pop_back();
    out += indented(detail, width);
  }
  if (!error.operation().empty()) out += "operation: " + harmless(error.operation()) + '\n';
  if (!error.hint().empty()) {
    const auto hint = "hint: " + harmless(error.hint());
    out += (is_to_be_copied(hint) ? hint : broken(hint, width)) + '\n';
  }
  return out;
}

std::string error_json(const Error& error) {
  return to_json(Object{{"code", code_name(error.code())},
                        {"message", harmless(error.message())},
                        {"detail", text_or_null(error.detail())},
                        {"hint", text_or_null(error.hint())},
                        {"retryable", error.retryable()},
                        {"operation", text_or_null(error.operation())},
                        {"exit", static_cast<int>(error.exit())}}) +
         '\n';
}

}  // namespace admctl::cli
