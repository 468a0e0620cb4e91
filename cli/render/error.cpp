#include "cli/render/error.hpp"

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

std::string indented(const std::string& text) {
  std::string out;
  for (const auto& line : split(text, '\n')) out += line.empty() ? "\n" : "  " + line + '\n';
  return out;
}

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value{harmless(text)}; }

}  // namespace

std::string error_text(const Error& error, bool color) {
  const auto name = "error " + code_name(error.code());
  auto out = (color ? "\x1b[1;31m" + name + "\x1b[0m" : name) + ": " + harmless(error.message()) + '\n';
  if (!error.detail().empty()) {
    auto detail = harmless(error.detail());
    while (detail.ends_with('\n')) detail.pop_back();
    out += indented(detail);
  }
  if (!error.operation().empty()) out += "operation: " + harmless(error.operation()) + '\n';
  if (!error.hint().empty()) out += "hint: " + harmless(error.hint()) + '\n';
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
