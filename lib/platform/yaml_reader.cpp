#include "lib/platform/yaml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "lib/core/decimal.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/platform/yaml_image.hpp"
#include "lib/platform/yaml_tree.hpp"

namespace admctl::platform {
namespace {

using Type = YamlNode::Type;

std::string_view words_of(Type type) {
  switch (type) {
    case Type::null:
      return "empty";
    case Type::boolean:
      return "a boolean";
    case Type::integer:
    case Type::number:
      return "a number";
    case Type::text:
      return "text";
    case Type::list:
      return "a list";
    case Type::map:
      return "a mapping";
  }
  return "unknown";
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0o")) {
    base = text[1] == 'x' ? 16 : 8;
    text.remove_prefix(2);
  } else if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  std::int64_t result = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return result;
}

Value number_value(const std::string& text) {
  double result = 0;
  const auto digits = text.starts_with('+') ? std::string_view{text}.substr(1) : std::string_view{text};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  // What a double would not give back stays as it is written.
  if (whole &&
      (!std::isfinite(result) || compare_decimals(text, to_json(Value{result})) == std::strong_ordering::equal))
    return result;
  return Decimal{text};
}

Value to_value(const YamlTree& tree, std::size_t index) {
  const auto& node = tree.nodes[index];
  switch (node.type) {
    case Type::null:
      return nullptr;
    case Type::boolean:
      return node.scalar.starts_with('t') || node.scalar.starts_with('T');
    case Type::integer: {
      const auto integer = parse_integer(node.scalar);
      return integer ? Value{*integer} : Value{Decimal{node.scalar}};
    }
    case Type::number:
      return number_value(node.scalar);
    case Type::text:
      return node.scalar;
    case Type::list: {
      Array array;
      for (const auto item : node.items) array.push_back(to_value(tree, item));
      return array;
    }
    case Type::map: {
      Object object;
      for (const auto& [key, value] : node.members) object[tree.nodes[key].scalar] = to_value(tree, value);
      return object;
    }
  }
  return nullptr;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const auto guess = did_you_mean(word, candidates);
  return std::string{trim(guess)};
}

}  // namespace

YamlNode::YamlNode(std::shared_ptr<const YamlTree> tree, std::size_t index, std::string name)
    : tree_{std::move(tree)}, index_{index}, name_{std::move(name)} {}

YamlNode YamlNode::of(std::shared_ptr<const YamlTree> tree) {
  const auto root = tree->root;
  return {std::move(tree), root, "the document"};
}

YamlNode YamlNode::from_image(std::string path, std::string text, std::string_view image) {
  return of(platform::from_image(std::move(path), std::move(text), image, code::bad_pack));
}

YamlNode YamlNode::parse(std::string path, std::string text, const Code& code) {
  return of(parse_yaml(std::move(path), std::move(text), code));
}

YamlNode::Type YamlNode::type() const { return tree_->nodes[index_].type; }
int YamlNode::line() const { return tree_->nodes[index_].mark.line + 1; }
std::string YamlNode::place() const { return tree_->place(tree_->nodes[index_].mark); }

void YamlNode::refuse(std::string_view message, std::string hint) const {
  tree_->refuse(tree_->nodes[index_].mark, message, std::move(hint));
}

void YamlNode::refuse_type(std::string_view wanted) const {
  const auto& scalar = tree_->nodes[index_].scalar;
  const auto is_plain_word = type() == Type::boolean || type() == Type::integer || type() == Type::number;
  refuse(fmt::format("{} must be {}, not {}", name_, wanted, words_of(type())),
         wanted == "text" && is_plain_word ? fmt::format("Quote it: '{}'", scalar) : std::string{});
}

void YamlNode::need(Type wanted, std::string_view words) const {
  if (type() != wanted) refuse_type(words);
}

std::string YamlNode::text() const {
  need(Type::text, "text");
  const auto& scalar = tree_->nodes[index_].scalar;
  if (trim(scalar).empty()) refuse(fmt::format("{} must not be empty", name_));
  return scalar;
}

bool YamlNode::flag() const {
  need(Type::boolean, "true or false");
  const auto first = tree_->nodes[index_].scalar.front();
  return first == 't' || first == 'T';
}

std::int64_t YamlNode::integer(std::int64_t min, std::int64_t max) const {
  need(Type::integer, "a whole number");
  const auto parsed = parse_integer(tree_->nodes[index_].scalar);
  if (!parsed || *parsed < min || *parsed > max)
    refuse(fmt::format("{} must be between {} and {}", name_, min, max));
  return *parsed;
}

std::string YamlNode::one_of(std::string_view what, std::span<const std::string> allowed) const {
  auto word = text();
  if (std::ranges::find(allowed, word) != allowed.end()) return word;
  auto hint = suggestion(word, allowed);
  if (hint.empty()) hint = fmt::format("Known: {}.", join(allowed, ", "));
  refuse(fmt::format("unknown {} '{}'", what, word), std::move(hint));
}

std::vector<YamlNode> YamlNode::items() const {
  need(Type::list, "a list");
  std::vector<YamlNode> result;
  for (const auto item : tree_->nodes[index_].items) {
    result.push_back({tree_, item, fmt::format("item {} of {}", result.size() + 1, name_)});
  }
  return result;
}

std::vector<std::string> YamlNode::texts() const {
  std::vector<std::string> result;
  for (const auto& item : items()) {
    auto text = item.text();
    if (std::ranges::find(result, text) != result.end()) {
      item.refuse(fmt::format("'{}' is listed twice in {}", text, name_));
    }
    result.push_back(std::move(text));
  }
  return result;
}

std::vector<YamlMember> YamlNode::members() const {
  need(Type::map, "a mapping");
  std::vector<YamlMember> result;
  for (const auto& [key, value] : tree_->nodes[index_].members) {
    const auto& word = tree_->nodes[key].scalar;
    const auto quoted = fmt::format("'{}'", word);
    result.push_back({word, {tree_, key, quoted}, {tree_, value, quoted}});
  }
  return result;
}

YamlMap YamlNode::map(std::string what, std::initializer_list<std::string_view> keys) const {
  if (type() != Type::map) refuse(fmt::format("{} must be a mapping, not {}", what, words_of(type())));
  YamlMap result{*this, std::move(what)};
  result.members_ = members();
  const std::vector<std::string> allowed{keys.begin(), keys.end()};
  for (const auto& member : result.members_) {
    if (std::ranges::find(allowed, member.key) == allowed.end()) {
      auto hint = suggestion(member.key, allowed);
      if (hint.empty()) hint = fmt::format("Known keys: {}.", join(allowed, ", "));
      member.key_node.refuse(fmt::format("unknown key '{}' in {}", member.key, result.what_), std::move(hint));
    }
    if (member.value.type() == Type::null) {
      member.key_node.refuse(fmt::format("'{}' has no value", member.key),
                             "Give it a value or remove the key.");
    }
  }
  return result;
}

Value YamlNode::value() const { return to_value(*tree_, index_); }

const YamlNode* YamlMap::find(std::string_view key) const {
  const auto member = std::ranges::find(members_, key, &YamlMember::key);
  return member == members_.end() ? nullptr : &member->value;
}

const YamlNode& YamlMap::at(std::string_view key) const {
  const auto* found = find(key);
  if (!found) node_.refuse(fmt::format("{} has no '{}'", what_, key));
  return *found;
}

std::optional<std::string> YamlMap::find_text(std::string_view key) const {
  const auto* found = find(key);
  return found ? std::optional{found->text()} : std::nullopt;
}

std::string YamlMap::text_or(std::string_view key, std::string_view otherwise) const {
  const auto* found = find(key);
  return found ? found->text() : std::string{otherwise};
}

bool YamlMap::flag_or(std::string_view key, bool otherwise) const {
  const auto* found = find(key);
  return found ? found->flag() : otherwise;
}

std::vector<std::string> YamlMap::texts_or_none(std::string_view key) const {
  const auto* found = find(key);
  return found ? found->texts() : std::vector<std::string>{};
}

}  // namespace admctl::platform
