#include "lib/seed/expression_lexer.hpp"

#include <array>

#include <fmt/format.h>

namespace admctl::seed {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

constexpr std::array<std::string_view, 18> symbols{"==", "!=", "<=", ">=", "+", "-", "*", "/", "%",
                                                   "<",  ">",  "(",  ")",  "[", "]", "{", "}", ","};

class Lexer {
 public:
  explicit Lexer(const ExpressionSource& source) : source_{source}, text_{source.text} {}

  std::vector<Token> run() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      read();
    }
    tokens_.push_back({Token::Kind::end, "end of the expression", at_});
    return std::move(tokens_);
  }

 private:
  void read() {
    const char c = text_[at_];
    if (is_digit(c)) return read_number();
    if (is_letter(c)) return read_name();
    if (c == '\'' || c == '"') return read_text(c);
    if (c == '.' || c == '=') {
      // '==' is found among the symbols.
      if (!(c == '=' && text_.substr(at_, 2) == "=="))
        return add(Token::Kind::symbol, std::string(1, c), at_ + 1);
    }
    for (const auto symbol : symbols) {
      if (text_.substr(at_, symbol.size()) == symbol) {
        return add(Token::Kind::symbol, std::string{symbol}, at_ + symbol.size());
      }
    }
    source_.refuse(at_, fmt::format("unexpected character '{}'", c));
  }

  void read_number() {
    auto end = at_;
    std::string digits;
    const auto take = [&] {
      for (; end < text_.size() && (is_digit(text_[end]) || text_[end] == '_'); ++end) {
        if (text_[end] != '_') digits += text_[end];
      }
    };
    take();
    auto kind = Token::Kind::integer;
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
      kind = Token::Kind::real;
      digits += text_[end++];
      take();
    }
    if (end < text_.size() && is_letter(text_[end])) source_.refuse(end, "a letter follows a number");
    add(kind, std::move(digits), end);
  }

  void read_name() {
    auto end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    add(Token::Kind::name, std::string{text_.substr(at_, end - at_)}, end);
  }

  void read_text(char quote) {
    std::string text;
    auto i = at_ + 1;
    for (; i < text_.size() && text_[i] != quote; ++i) {
      if (text_[i] != '\\') {
        text += text_[i];
        continue;
      }
      if (++i == text_.size()) break;
      switch (text_[i]) {
        case 'n':
          text += '\n';
          break;
        case 't':
          text += '\t';
          break;
        case '\\':
        case '\'':
        case '"':
          text += text_[i];
          break;
        default:
          source_.refuse(i - 1, fmt::format("unknown escape '\\{}'", text_[i]));
      }
    }
    if (i >= text_.size()) source_.refuse(at_, "the text has no closing quote");
    add(Token::Kind::text, std::move(text), i + 1);
  }

  void add(Token::Kind kind, std::string text, std::size_t end) {
    tokens_.push_back({kind, std::move(text), at_});
    at_ = end;
  }

  const ExpressionSource& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> lex(const ExpressionSource& source) { return Lexer{source}.run(); }

}  // namespace admctl::seed
