#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/expression_lexer.hpp"
#include "lib/seed/expression_parser.hpp"
#include "tests/unit/seed/small_generator.hpp"

namespace admctl::test {
namespace {

using seed::Ast;
using seed::ExpressionSource;
using seed::Token;

// The tree with all its parentheses.
std::string tree(const Ast& ast) {
  std::string out = ast.text;
  if (ast.kind == Ast::Kind::integer) out = std::to_string(ast.integer);
  if (ast.kind == Ast::Kind::list) out = "list";
  if (ast.children.empty()) return out;
  out += "(";
  for (std::size_t i = 0; i < ast.children.size(); ++i) out += (i > 0 ? " " : "") + tree(ast.children[i]);
  return out + ")";
}

std::string parsed(const std::string& text) { return tree(seed::parse_expression({text, "f:1:1", "x"})); }

TEST_CASE("operators of an expression bind as documented", "[seed][expression]") {
  CHECK(parsed("1 + 2 * 3") == "+(1 *(2 3))");
  CHECK(parsed("(1 + 2) * 3") == "*(+(1 2) 3)");
  CHECK(parsed("10 - 4 - 3") == "-(-(10 4) 3)");
  CHECK(parsed("-2 * 3 % 4") == "%(*(-(2) 3) 4)");
  CHECK(parsed("a or b and not c == d") == "or(a and(b not(==(c d))))");
  CHECK(parsed("not a in b") == "not(in(a b))");
  CHECK(parsed("a.b.c + 1 < f(x, y).z") == "<(+(c(b(a)) 1) z(f(x y)))");
  CHECK(parsed("1 - -x") == "-(1 -(x))");
}

TEST_CASE("literals of an expression are read with escapes, separators and both quotes", "[seed][expression]") {
  const auto tokens = seed::lex({R"(1_000 0.5 'it\'s' "a\n" name_2 <=)", "f:1:1", "x"});
  REQUIRE(tokens.size() == 7);
  CHECK(tokens[0].text == "1000");
  CHECK(tokens[1].kind == Token::Kind::real);
  CHECK(tokens[2].text == "it's");
  CHECK(tokens[3].text == "a\n");
  CHECK(tokens[4].kind == Token::Kind::name);
  CHECK(tokens[5].text == "<=");
  CHECK(tokens[5].offset == 31);
  CHECK(tokens[6].kind == Token::Kind::end);
}

TEST_CASE("an expression that cannot be read is refused at its character", "[seed][expression]") {
  struct Bad {
    std::string text;
    std::string message;
    std::string detail;
  };
  const Bad all[] = {
      {"1 +", "f.yaml:3:7: orders.x: the expression ends too early", "1 +\n   ^"},
      {"1 + ?", "f.yaml:3:7: orders.x: unexpected character '?'", "1 + ?\n    ^"},
      {"f(1, 2", "f.yaml:3:7: orders.x: expected ')', found 'end of the expression'", "f(1, 2\n      ^"},
      {"1 2", "f.yaml:3:7: orders.x: unexpected '2'", "1 2\n  ^"},
      {"'open", "f.yaml:3:7: orders.x: the text has no closing quote", "'open\n^"},
      {R"('\q')", "f.yaml:3:7: orders.x: unknown escape '\\q'", "'\\q'\n ^"},
      {"a\n  + *", "f.yaml:3:7: orders.x: unexpected '*'", "  + *\n    ^"},
      {"12ab", "f.yaml:3:7: orders.x: a letter follows a number", "12ab\n  ^"},
      {"99999999999999999999", "f.yaml:3:7: orders.x: the number is too large", "99999999999999999999\n^"},
      {"a.", "f.yaml:3:7: orders.x: a name must follow '.'", "a.\n  ^"},
      {"{a: 1}", "f.yaml:3:7: orders.x: unexpected character ':'", "{a: 1}\n  ^"},
      {"and", "f.yaml:3:7: orders.x: unexpected 'and'", "and\n^"},
      {std::string(300, '(') + "1", "f.yaml:3:7: orders.x: the expression is nested too deeply", ""},
  };
  for (const auto& bad : all) {
    CAPTURE(bad.text);
    try {
      seed::parse_expression({bad.text, "f.yaml:3:7", "orders.x"});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == code::bad_pack);
      CHECK(error.message() == bad.message);
      if (!bad.detail.empty()) CHECK(error.detail() == bad.detail);
    }
  }
}

}  // namespace
}  // namespace admctl::test
