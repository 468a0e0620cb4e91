// Text from outside: UTF-8 checks, widths on a terminal, making control characters visible, suggestions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace admctl {

// The byte offset of the first byte that is not valid UTF-8; nullopt when all is valid.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// Columns the text takes on a terminal: combining marks, variation selectors and control characters 0,
// wide characters, emoji and whole emoji sequences 2, an invalid byte 1.
std::size_t display_width(std::string_view text);

// Cuts to at most `width` columns, the last one an ellipsis when something was cut. Never cuts inside
// an emoji sequence or between a letter and its marks.
std::string clip(std::string_view text, std::size_t width);

// Untrusted text made harmless for a terminal: control characters, escape sequences, bidirectional
// controls, invisible separators and invalid bytes are shown as \n, \x1b, \u202e ... Valid UTF-8 comes out.
std::string visible(std::string_view text);

// The candidates near enough to be a typing mistake of `word`, best first, at most three. ASCII letters
// match regardless of case; `word` itself is not suggested.
std::vector<std::string> suggest(std::string_view word, std::span<const std::string> candidates);
// " Did you mean 'x' or 'y'?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

std::string join(std::span<const std::string> parts, std::string_view separator);
// Empty parts are kept ("a,,b" has three); an empty text has no parts.
std::vector<std::string> split(std::string_view text, char separator);
// Without ASCII white space at both ends. A view into `text`.
std::string_view trim(std::string_view text);
// One or more of 0 to 9, nothing else.
bool is_digits(std::string_view text);
// Lowers A to Z, leaves every other byte.
std::string to_lower(std::string_view ascii);

// "1 deal", "3 deals"; `noun` in the singular, `plural` when it is not noun + 's'.
std::string count_of(std::size_t count, std::string_view noun, std::string_view plural = {});

}  // namespace admctl
