#include "lib/seed/category_file.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::seed {
namespace {

using platform::YamlMember;
using platform::YamlNode;

class Reader {
 public:
  explicit Reader(const platform::CategoryMapping& mapping)
      : columns_{mapping.columns}, allowed_{mapping.columns} {
    allowed_.insert(allowed_.begin(), "slug");
    if (!mapping.parent.empty()) allowed_.emplace_back("children");
  }

  void read_list(const YamlNode& list, const std::string& parent) {
    for (const auto& item : list.items()) read_entry(item, parent);
  }

  std::vector<CategoryEntry> take() { return std::move(entries_); }

 private:
  void read_entry(const YamlNode& node, const std::string& parent) {
    CategoryEntry entry;
    entry.parent = parent;
    entry.place = node.place();
    std::optional<YamlNode> children;
    for (const auto& member : node.members()) {
      if (member.key == "slug") {
        entry.slug = member.value.text();
        check_new(entry.slug, member.value);
      } else if (member.key == "children" && allowed_.back() == "children") {
        children = member.value;
      } else {
        read_column(member, entry);
      }
    }
    if (entry.slug.empty()) node.refuse("a category has no 'slug'");
    check_name(entry, node);
    const auto slug = entry.slug;
    entries_.push_back(std::move(entry));
    if (children) read_list(*children, slug);
  }

  void read_column(const YamlMember& member, CategoryEntry& entry) {
    if (std::ranges::find(columns_, member.key) == columns_.end()) {
      const auto guess = did_you_mean(member.key, allowed_);
      member.key_node.refuse(
          fmt::format("unknown column '{}' in a category", member.key),
          guess.empty() ? fmt::format("Known: {}.", join(allowed_, ", ")) : std::string{trim(guess)});
    }
    const auto type = member.value.type();
    if (type == YamlNode::Type::list || type == YamlNode::Type::map) {
      member.value.refuse(fmt::format("'{}' must be one value, not a list or mapping", member.key));
    }
    entry.columns[member.key] = member.value.value();
  }

  void check_new(const std::string& slug, const YamlNode& node) {
    const auto [first, is_new] = seen_.emplace(slug, node.place());
    if (!is_new) {
      node.refuse(fmt::format("the slug '{}' is used twice", slug),
                  fmt::format("The first is at {}.", first->second));
    }
  }

  void check_name(const CategoryEntry& entry, const YamlNode& node) const {
    const auto& name = columns_.front();
    const auto* value = entry.columns.find(name);
    if (!value || value->is_null() || (value->as_string() && trim(*value->as_string()).empty())) {
      node.refuse(fmt::format("category '{}' has no '{}'", entry.slug, name));
    }
  }

  const std::vector<std::string>& columns_;
  std::vector<std::string> allowed_;
  std::map<std::string, std::string> seen_;  // slug -> place
  std::vector<CategoryEntry> entries_;
};

}  // namespace

std::vector<CategoryEntry> read_categories(std::string path, std::string text,
                                           const platform::CategoryMapping& mapping) {
  const auto document = YamlNode::parse(std::move(path), std::move(text));
  Reader reader{mapping};
  reader.read_list(document.map("the category file", {"categories"}).at("categories"), {});
  return reader.take();
}

}  // namespace admctl::seed
