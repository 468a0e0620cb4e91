// Splits a generator expression into tokens.
#pragma once

#include <string>
#include <vector>

#include "lib/seed/expression_source.hpp"

namespace admctl::seed {

struct Token {
  enum class Kind { end, integer, real, text, name, symbol };
  Kind kind = Kind::end;
  std::string text;  // without quotes; escapes \n \t \\ \' \" are resolved
  std::size_t offset = 0;
};

// Ends with a token of kind `end`. Throws code::bad_pack at the character that is not understood.
std::vector<Token> lex(const ExpressionSource& source);

}  // namespace admctl::seed
