#include "lib/seed/expression_parser.hpp"

#include <charconv>

#include <fmt/format.h>

#include "lib/seed/expression_lexer.hpp"

namespace admctl::seed {
namespace {

constexpr int unary_power = 60;
constexpr int not_power = 25;
constexpr int max_depth = 200;

// How strongly a binary operator binds; 0 for what is none.
int binding_power(const Token& token) {
  const auto& text = token.text;
  if (token.kind == Token::Kind::name) {
    if (text == "or") return 10;
    if (text == "and") return 20;
    return text == "in" ? 30 : 0;
  }
  if (token.kind != Token::Kind::symbol) return 0;
  if (text == "==" || text == "!=" || text == "<" || text == "<=" || text == ">" || text == ">=") return 30;
  if (text == "+" || text == "-") return 40;
  if (text == "*" || text == "/" || text == "%") return 50;
  return 0;
}

class Parser {
 public:
  explicit Parser(const ExpressionSource& source) : source_{source}, tokens_{lex(source)} {}

  Ast run() {
    auto ast = parse(0);
    if (peek().kind != Token::Kind::end) refuse(peek(), fmt::format("unexpected '{}'", peek().text));
    return ast;
  }

 private:
  const Token& peek() const { return tokens_[at_]; }
  const Token& take() { return tokens_[peek().kind == Token::Kind::end ? at_ : at_++]; }
  bool is_symbol(std::string_view text) const {
    return peek().kind == Token::Kind::symbol && peek().text == text;
  }
  bool accept(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view symbol) {
    if (!accept(symbol)) refuse(peek(), fmt::format("expected '{}', found '{}'", symbol, peek().text));
  }
  [[noreturn]] void refuse(const Token& token, std::string_view message) const {
    source_.refuse(token.offset, message);
  }

  Ast parse(int power) {
    if (++depth_ > max_depth) refuse(peek(), "the expression is nested too deeply");
    auto left = parse_postfix(parse_prefix());
    for (int next = binding_power(peek()); next > power; next = binding_power(peek())) {
      const auto& token = take();
      Ast node{.kind = Ast::Kind::binary, .offset = token.offset, .text = token.text};
      node.children.push_back(std::move(left));
      node.children.push_back(parse(next));
      left = std::move(node);
    }
    --depth_;
    return left;
  }

  Ast parse_prefix() {
    const auto& token = take();
    switch (token.kind) {
      case Token::Kind::integer:
        return integer(token);
      case Token::Kind::real:
        return real(token);
      case Token::Kind::text:
        return {.kind = Ast::Kind::text, .offset = token.offset, .text = token.text};
      case Token::Kind::name:
        return word(token);
      case Token::Kind::symbol:
        break;
      case Token::Kind::end:
        refuse(token, "the expression ends too early");
    }
    if (token.text == "-") return unary(token, unary_power);
    if (token.text == "[") return list(token);
    if (token.text == "{") return object(token);
    if (token.text == "(") {
      auto inner = parse(0);
      expect(")");
      return inner;
    }
    refuse(token, fmt::format("unexpected '{}'", token.text));
  }

  Ast word(const Token& token) {
    if (token.text == "not") return unary(token, not_power);
    if (token.text == "null") return {.kind = Ast::Kind::null, .offset = token.offset};
    if (token.text == "true" || token.text == "false") {
      return {.kind = Ast::Kind::boolean, .offset = token.offset, .integer = token.text == "true" ? 1 : 0};
    }
    if (token.text == "and" || token.text == "or" || token.text == "in") {
      refuse(token, fmt::format("unexpected '{}'", token.text));
    }
    if (!is_symbol("(")) return {.kind = Ast::Kind::name, .offset = token.offset, .text = token.text};
    ++at_;
    return {.kind = Ast::Kind::call, .offset = token.offset, .text = token.text, .children = items(")")};
  }

  Ast parse_postfix(Ast left) {
    while (accept(".")) {
      const auto& token = take();
      if (token.kind != Token::Kind::name) refuse(token, "a name must follow '.'");
      Ast node{.kind = Ast::Kind::member, .offset = token.offset, .text = token.text};
      node.children.push_back(std::move(left));
      left = std::move(node);
    }
    return left;
  }

  Ast unary(const Token& token, int power) {
    Ast node{.kind = Ast::Kind::unary, .offset = token.offset, .text = token.text};
    node.children.push_back(parse(power));
    return node;
  }

  // What stands before the closing symbol, separated by commas.
  std::vector<Ast> items(std::string_view close) {
    std::vector<Ast> result;
    if (accept(close)) return result;
    do {
      result.push_back(parse(0));
    } while (accept(","));
    expect(close);
    return result;
  }

  Ast list(const Token& token) {
    return {.kind = Ast::Kind::list, .offset = token.offset, .children = items("]")};
  }

  Ast object(const Token& token) {
    Ast node{.kind = Ast::Kind::object, .offset = token.offset};
    if (accept("}")) return node;
    do {
      const auto& key = take();
      if (key.kind != Token::Kind::name && key.kind != Token::Kind::text) refuse(key, "expected a key");
      expect("=");
      node.keys.push_back(key.text);
      node.children.push_back(parse(0));
    } while (accept(","));
    expect("}");
    return node;
  }

  Ast integer(const Token& token) const {
    Ast node{.kind = Ast::Kind::integer, .offset = token.offset};
    const auto* end = token.text.data() + token.text.size();
    if (std::from_chars(token.text.data(), end, node.integer).ec != std::errc{})
      refuse(token, "the number is too large");
    return node;
  }

  Ast real(const Token& token) const {
    Ast node{.kind = Ast::Kind::real, .offset = token.offset};
    std::from_chars(token.text.data(), token.text.data() + token.text.size(), node.real);
    return node;
  }

  const ExpressionSource& source_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Ast parse_expression(const ExpressionSource& source) { return Parser{source}.run(); }

}  // namespace admctl::seed
