// The syntax of generator expressions:
//   literals      12  1_000  0.5  'text'  "text"  true  false  null  [a, b]  {key = a, 'other key' = b}
//   names         column, parent.column, row.column.column
//   calls         name(a, b)
//   operators     or; and; not; == != < <= > >= in; + -; * / %; unary -; .name     (weakest first)
// Names have no meaning here; see compiler.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/seed/expression_source.hpp"

namespace admctl::seed {

struct Ast {
  enum class Kind {
    null,
    boolean,  // integer is 0 or 1
    integer,
    real,
    text,
    name,
    call,    // text(children)
    member,  // children[0].text
    unary,   // text is "-" or "not"
    binary,  // text is the operator
    list,
    object,  // keys, children
  };
  Kind kind = Kind::null;
  std::size_t offset = 0;
  std::string text = {};
  std::int64_t integer = 0;
  double real = 0;
  std::vector<Ast> children = {};
  std::vector<std::string> keys = {};
};

// Throws code::bad_pack at the token that does not fit.
Ast parse_expression(const ExpressionSource& source);

}  // namespace admctl::seed
