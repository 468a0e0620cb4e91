// Strict typed access to a YAML document. Every refusal names file:line:column and shows the line.
// Knows nothing of packs; yaml-cpp stays behind it.
//
// Scalars follow the YAML 1.2 core schema: plain true, 12 and ~ are no text unless quoted.
// Anchors and aliases work; tags (other than !!str), merge keys, several documents, duplicate keys,
// control characters and invalid UTF-8 are refused.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/value.hpp"

namespace admctl::platform {

struct YamlTree;
struct YamlMember;
class YamlMap;

// One value of a document. Cheap to copy; keeps the document alive.
// All functions throw Error with the code given to parse().
class YamlNode {
 public:
  enum class Type { null, boolean, integer, number, text, list, map };

  // `path` is what messages call the file.
  static YamlNode parse(std::string path, std::string text, const Code& code = code::bad_pack);
  // The same without parsing: `image` is what the text parses to (yaml_image.hpp).
  static YamlNode from_image(std::string path, std::string text, std::string_view image);

  Type type() const;
  // "fixtures/shop/platform.yaml:12:7"; line and column count from 1, columns count characters.
  std::string place() const;
  // Counts from 1.
  int line() const;
  // How messages call the value: "'limit'", "item 2 of 'from'".
  const std::string& name() const { return name_; }

  // Not empty.
  std::string text() const;
  bool flag() const;
  std::int64_t integer(std::int64_t min, std::int64_t max) const;
  // One of `allowed`, with a suggestion when it is not; `what` names the set: "history format".
  std::string one_of(std::string_view what, std::span<const std::string> allowed) const;
  std::vector<YamlNode> items() const;
  // Non-empty texts, none twice.
  std::vector<std::string> texts() const;
  // A mapping whose keys are the writer's own words, in their order.
  std::vector<YamlMember> members() const;
  // A mapping with fixed keys; others are refused. `what` is how messages call it: "kind 'deal'".
  YamlMap map(std::string what, std::initializer_list<std::string_view> keys) const;
  // The whole value as data.
  Value value() const;

  // Throws at this place.
  [[noreturn]] void refuse(std::string_view message, std::string hint = {}) const;

 private:
  friend class YamlMap;
  YamlNode(std::shared_ptr<const YamlTree> tree, std::size_t index, std::string name);
  static YamlNode of(std::shared_ptr<const YamlTree> tree);
  [[noreturn]] void refuse_type(std::string_view wanted) const;
  void need(Type wanted, std::string_view words) const;

  std::shared_ptr<const YamlTree> tree_;
  std::size_t index_;
  std::string name_;
};

struct YamlMember {
  std::string key;
  YamlNode key_node;
  YamlNode value;
};

// A mapping with fixed keys. A key that is present must have a value.
class YamlMap {
 public:
  const YamlNode& node() const { return node_; }
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  const YamlNode* find(std::string_view key) const;
  // Throws when the key is missing.
  const YamlNode& at(std::string_view key) const;

  std::string text(std::string_view key) const { return at(key).text(); }
  std::optional<std::string> find_text(std::string_view key) const;
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  bool flag_or(std::string_view key, bool otherwise) const;
  // Empty when the key is absent.
  std::vector<std::string> texts_or_none(std::string_view key) const;

 private:
  friend class YamlNode;
  YamlMap(const YamlNode& node, std::string what) : node_{node}, what_{std::move(what)} {}

  YamlNode node_;
  std::string what_;
  std::vector<YamlMember> members_;
};

}  // namespace admctl::platform
