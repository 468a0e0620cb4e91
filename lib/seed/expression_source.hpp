// The text of one expression and where it stands, for messages.
#pragma once

#include <string>
#include <string_view>

namespace admctl::seed {

struct ExpressionSource {
  std::string text;
  std::string place;  // file:line:column of its first character
  std::string name;   // what it gives: "deals.agreedPrice"

  // Throws code::bad_pack: message after the place and name, the expression with a caret as detail. `offset`
  // counts bytes of the text.
  [[noreturn]] void refuse(std::size_t offset, std::string_view message, std::string hint = {}) const;
};

}  // namespace admctl::seed
