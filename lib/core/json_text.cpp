// parse_json of json_text.hpp; the only file that includes json.hpp.
#include "lib/core/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl {
namespace {

// long double, because the parser gives up on a number that its float type cannot hold even roughly.
using Json =
    nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, long double>;

constexpr std::size_t max_depth = 1000;

Error syntax_error(std::string_view text, std::size_t offset, std::string reason) {
  const auto before = text.substr(0, offset > 0 ? offset - 1 : 0);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return Error{code::config_invalid, fmt::format("not valid JSON at line {}, column {}", line, column),
               std::move(reason)};
}

// What the parser says without the place, which we count ourselves, and without what it quotes of the
// text, which may be secret.
std::string reason_of(std::string_view what) {
  const auto dash = what.find(" - ");
  if (dash == std::string_view::npos) return {};
  what.remove_prefix(dash + 3);
  return std::string{what.substr(0, what.find("; last read: "))};
}

// Receives the parser's events and builds the value.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::string_view text) : text_{text} {}

  Value take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (std::in_range<std::int64_t>(value)) return add(static_cast<std::int64_t>(value));
    return add(Decimal{std::to_string(value)});
  }
  bool number_float(long double, const std::string& text) override {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool exact = result.ec == std::errc{} && to_json(value) == text;
    return exact ? add(value) : add(Decimal{text});
  }
  // Copied, not moved: the parser would have to let its buffer grow anew for every text.
  bool string(std::string& value) override { return add(std::string{value}); }
  bool binary(binary_t&) override { throw Error{code::bug, "JSON text held binary data"}; }

  bool start_object(std::size_t) override { return open(); }
  bool key(std::string& name) override {
    open_.back().key = name;
    return true;
  }
  bool end_object() override { return add(Object{std::move(close().members)}); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override {
    auto closed = close();
    Array items;
    for (auto& [key, value] : closed.members) items.push_back(std::move(value));
    return add(std::move(items));
  }

  bool parse_error(std::size_t offset, const std::string&, const nlohmann::detail::exception& error) override {
    throw syntax_error(text_, offset, error.id == 406 ? "a number is too large" : reason_of(error.what()));
  }

 private:
  // An object or array whose end has not come yet. Items of an array have empty keys.
  struct Open {
    std::string key;
    std::vector<Object::Member> members;
  };

  bool open() {
    if (open_.size() == max_depth) {
      throw Error{code::config_invalid,
                  fmt::format("the JSON text is nested deeper than {} levels", max_depth)};
    }
    open_.emplace_back();
    return true;
  }

  Open close() {
    auto closed = std::move(open_.back());
    open_.pop_back();
    return closed;
  }

  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      open_.back().members.emplace_back(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  std::string_view text_;
  std::vector<Open> open_;
  Value root_;
};

}  // namespace

Value parse_json(std::string_view text) {
  // The parser takes a NUL for the end of the text and would not look at what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    throw syntax_error(text, nul + 1, "unexpected NUL byte");
  }
  Builder builder{text};
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

Object parse_json_object(std::string_view text) {
  auto value = parse_json(text);
  auto* object = value.as_object();
  if (!object) throw Error{code::config_invalid, "the JSON text is not an object"};
  return std::move(*object);
}

}  // namespace admctl
