#include "lib/seed/category_file.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::seed {
namespace {

using platform::YamlMember;
using platform::YamlNode;

constexpr std::string_view children_word = "children";
constexpr std::string_view parent_word = "parent";
constexpr std::string_view was_word = "was";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// A part of a natural key: text, or a whole number, which is the same key as its text.
std::string key_part(const YamlNode& node) {
  if (node.type() != YamlNode::Type::integer) return node.text();
  const auto value = node.value();
  if (const auto* number = value.as_int()) return std::to_string(*number);
  node.refuse("that is no key");
}

class Reader {
 public:
  explicit Reader(const platform::CategoryMapping& mapping)
      : mapping_{mapping}, allowed_{mapping.slug}, is_tree_{!mapping.parent.empty()} {
    allowed_.insert(allowed_.end(), mapping.columns.begin(), mapping.columns.end());
    allowed_.insert(allowed_.end(), mapping.words.begin(), mapping.words.end());
    if (mapping.slug.size() == 1) allowed_.emplace_back(was_word);
    if (is_tree_) allowed_.emplace_back(parent_word);
    if (is_tree_) allowed_.emplace_back(children_word);
  }

  void read_list(const YamlNode& list, const std::string& parent) {
    for (const auto& item : list.items()) read_entry(item, parent);
  }

  std::vector<CategoryEntry> take() {
    for (const auto& entry : entries_) check_former_key(entry);
    check_parents();
    return std::move(entries_);
  }

 private:
  void read_entry(const YamlNode& node, const std::string& parent) {
    CategoryEntry entry{{}, parent, {}, {}, {}, node};
    std::optional<YamlNode> children;
    for (const auto& member : node.members()) {
      if (!contains(allowed_, member.key)) refuse_unknown(member);
      if (member.key == children_word) {
        children = member.value;
      } else if (member.key == parent_word) {
        if (!parent.empty())
          member.key_node.refuse(fmt::format("the entry stands among the children of '{}' already", parent));
        entry.parent = key_part(member.value);
      } else if (member.key == was_word) {
        entry.was = key_part(member.value);
      } else {
        auto& values = contains(mapping_.words, member.key) ? entry.words : entry.columns;
        values[member.key] = member.value.value();
      }
    }
    read_key(entry);
    for (const auto& column : mapping_.required) check_present(entry, column);
    const auto slug = entry.slug;
    entries_.push_back(std::move(entry));
    if (children) read_list(*children, slug);
  }

  void refuse_unknown(const YamlMember& member) const {
    const auto guess = did_you_mean(member.key, allowed_);
    member.key_node.refuse(
        fmt::format("unknown column '{}' in a category", member.key),
        guess.empty() ? fmt::format("Known: {}.", join(allowed_, ", ")) : std::string{trim(guess)});
  }

  void read_key(CategoryEntry& entry) {
    std::vector<std::string> parts;
    for (const auto& column : mapping_.slug) {
      if (!entry.columns.find(column)) entry.node.refuse(fmt::format("a category has no '{}'", column));
      parts.push_back(key_part(entry.place_of(column)));
    }
    entry.slug = natural_key(parts);
    const auto place = entry.place_of(mapping_.slug.front());
    const auto [first, is_new] = places_.emplace(entry.slug, place.place());
    if (is_new) return;
    place.refuse(fmt::format("the {} '{}' is used twice", join(mapping_.slug, " and "), entry.slug),
                 fmt::format("The first is at {}.", first->second));
  }

  static void check_present(const CategoryEntry& entry, const std::string& column) {
    const auto* value = entry.columns.find(column);
    if (!value || value->is_null() || (value->as_string() && trim(*value->as_string()).empty()))
      entry.node.refuse(fmt::format("category '{}' has no '{}'", entry.slug, column));
  }

  void check_former_key(const CategoryEntry& entry) {
    if (!entry.was) return;
    const auto place = entry.place_of(was_word);
    if (*entry.was == entry.slug) place.refuse("'was' is the name that the entry has now");
    if (places_.contains(*entry.was))
      place.refuse(
          fmt::format("'{}' is an entry of its own, so it cannot have become '{}'", *entry.was, entry.slug),
          fmt::format("The entry is at {}.", places_.at(*entry.was)));
    const auto [first, is_new] = former_.emplace(*entry.was, place.place());
    if (!is_new)
      place.refuse(fmt::format("'{}' cannot have become two entries", *entry.was),
                   fmt::format("The other is at {}.", first->second));
  }

  // Only `parent:` can make a circle: nesting cannot.
  void check_parents() const {
    std::map<std::string_view, const CategoryEntry*> by_slug;
    for (const auto& entry : entries_) by_slug.emplace(entry.slug, &entry);
    std::set<std::string_view> sound;
    for (const auto& entry : entries_) {
      std::vector<std::string> way;
      for (const auto* at = &entry; at && !sound.contains(at->slug);) {
        if (contains(way, at->slug)) {
          way.push_back(at->slug);
          const auto first = std::ranges::find(way, at->slug);
          at->place_of(parent_word)
              .refuse("its parents lead back to itself: " + join({first, way.end()}, " -> "));
        }
        way.push_back(at->slug);
        const auto parent = by_slug.find(at->parent);
        at = at->parent.empty() || parent == by_slug.end() ? nullptr : parent->second;
      }
      for (const auto& slug : way) sound.insert(by_slug.at(slug)->slug);
    }
  }

  const platform::CategoryMapping& mapping_;
  std::vector<std::string> allowed_;
  bool is_tree_;
  std::map<std::string, std::string> places_;  // natural key -> place
  std::map<std::string, std::string> former_;  // was -> place
  std::vector<CategoryEntry> entries_;
};

}  // namespace

std::string natural_key(const std::vector<std::string>& parts) { return join(parts, " / "); }

YamlNode CategoryEntry::place_of(std::string_view member) const {
  for (const auto& each : node.members()) {
    if (each.key == member) return each.value;
  }
  return node;
}

std::vector<CategoryEntry> read_categories(std::string path, std::string text,
                                           const platform::CategoryMapping& mapping, const Code& code) {
  const auto document = YamlNode::parse(std::move(path), std::move(text), code);
  Reader reader{mapping};
  reader.read_list(document.map("the category file", {"categories"}).at("categories"), {});
  return reader.take();
}

}  // namespace admctl::seed
