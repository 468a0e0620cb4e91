// From byte offsets in a text to what people look for: line, column, and the line itself with a caret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace admctl::migrate {

// Both from 1; the column counts characters, not bytes.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};

// `offset` may be at most the size of the text.
Position position_of(std::string_view text, std::size_t offset);

// The byte offset of the character `characters` (from 0) after the byte `offset`, at most the size of the text.
std::size_t advance(std::string_view text, std::size_t offset, std::size_t characters);

// The line around `offset`, numbered, and below it a caret under the place. Long lines are cut around it.
std::string excerpt(std::string_view text, std::size_t offset);

}  // namespace admctl::migrate
