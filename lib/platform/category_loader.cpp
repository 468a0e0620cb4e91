// Reads where a platform keeps its categories and other rows that files describe.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

// What an entry of a file says besides columns and words.
constexpr std::array reserved{"children", "parent", "was"};

constexpr std::string_view native_word = "native";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_native(const YamlNode& node) {
  return std::ranges::any_of(node.members(), [](const YamlMember& member) {
    return member.key == "table" && member.value.type() == YamlNode::Type::text &&
           member.value.text() == native_word;
  });
}

YamlMap read_keys(const YamlNode& node, bool native) {
  if (native) {
    return node.map("categories that admctl keeps",
                    {"name", "table", "slug", "columns", "required", "order", "references", "file"});
  }
  return node.map("'categories'", {"name", "table", "key", "slug", "parent", "columns", "required", "words",
                                   "lookups", "defaults", "updated", "where", "order", "references", "file"});
}

// One column, or a list of them.
std::vector<std::string> read_natural_key(const YamlMap& map) {
  const auto& node = map.at("slug");
  if (node.type() != YamlNode::Type::list) return {read_identifier(node)};
  auto columns = read_identifiers(map, "slug");
  if (columns.empty()) node.refuse("'slug' is empty");
  return columns;
}

// Columns and words of entries: none twice, none that means something else.
void add_names(const YamlMap& map, std::string_view key, std::vector<std::string>& taken,
               std::vector<std::string>& into) {
  const auto* list = map.find(key);
  if (!list) return;
  for (const auto& item : list->items()) {
    auto name = read_identifier(item);
    if (std::ranges::find(reserved, name) != reserved.end())
      item.refuse(fmt::format("'{}' has a meaning of its own in category files", name));
    if (contains(taken, name)) item.refuse(fmt::format("'{}' is listed twice", name));
    taken.push_back(name);
    into.push_back(std::move(name));
  }
}

std::vector<std::string> columns_of_file(const CategoryMapping& mapping) {
  auto columns = mapping.slug;
  columns.insert(columns.end(), mapping.columns.begin(), mapping.columns.end());
  return columns;
}

CategoryLookup read_lookup(const YamlMember& member, const CategoryMapping& mapping) {
  CategoryLookup lookup;
  lookup.column = member.key_node.one_of("column of the file", columns_of_file(mapping));
  const auto map = member.value.map("a lookup", {"table", "key", "by"});
  lookup.table = read_identifier(map.at("table"));
  if (const auto* key = map.find("key")) lookup.key = read_identifier(*key);
  lookup.by = read_identifier(map.at("by"));
  return lookup;
}

void read_defaults(const YamlNode& node, CategoryMapping& mapping) {
  for (const auto& member : node.members()) {
    const auto column = read_identifier(member.key_node);
    if (column == mapping.key || column == mapping.parent || contains(mapping.slug, column))
      member.key_node.refuse("keys and parents have no default");
  }
  mapping.defaults = read_expressions(node);
}

// What only rows of a table of the platform have.
void read_table(const YamlMap& map, CategoryMapping& mapping, std::vector<std::string>& taken) {
  add_names(map, "words", taken, mapping.words);
  if (const auto* lookups = map.find("lookups")) {
    for (const auto& member : lookups->members()) mapping.lookups.push_back(read_lookup(member, mapping));
  }
  if (const auto* defaults = map.find("defaults")) read_defaults(*defaults, mapping);
  if (const auto* updated = map.find("updated")) {
    mapping.updated = read_identifier(*updated);
    if (contains(taken, *mapping.updated)) updated->refuse("the file cannot set the column of the last change");
  }
  if (const auto* where = map.find("where")) mapping.where = read_sql(*where);
}

void read_references(const YamlNode& node, CategoryMapping& mapping) {
  if (mapping.slug.size() > 1) node.refuse("a natural key of several columns has no references");
  for (const auto& column : read_columns(node)) {
    const auto dot = column.find('.');
    mapping.references.push_back({column.substr(0, dot), column.substr(dot + 1)});
  }
}

CategoryMapping read_taxonomy(const YamlNode& node, const PackFiles& files) {
  const bool native = is_native(node);
  const auto map = read_keys(node, native);
  CategoryMapping mapping;
  mapping.name = map.text_or("name", mapping.name);
  if (native) {
    mapping.table = native_categories_table;
    mapping.key = "id";
    mapping.parent = "parent_id";
    mapping.slug = {map.contains("slug") ? read_identifier(map.at("slug")) : "slug"};
  } else {
    mapping.table = read_identifier(map.at("table"));
    mapping.key = read_identifier(map.at("key"));
    mapping.slug = read_natural_key(map);
    if (const auto* parent = map.find("parent")) {
      if (mapping.slug.size() > 1) parent->refuse("a natural key of several columns has no parents");
      mapping.parent = read_identifier(*parent);
    }
  }
  auto taken = mapping.slug;
  taken.push_back(mapping.key);
  if (!mapping.parent.empty()) taken.push_back(mapping.parent);
  add_names(map, "columns", taken, mapping.columns);
  if (const auto* required = map.find("required")) {
    for (const auto& item : required->items())
      mapping.required.push_back(item.one_of("column of the file", mapping.columns));
  }
  if (!native) read_table(map, mapping, taken);
  if (const auto* order = map.find("order")) mapping.order = read_identifier(*order);
  if (const auto* references = map.find("references")) read_references(*references, mapping);
  mapping.file = read_file_name(map.at("file"), files);
  return mapping;
}

}  // namespace

std::vector<CategoryMapping> read_categories(const YamlNode& node, const PackFiles& files) {
  if (node.type() != YamlNode::Type::list) return {read_taxonomy(node, files)};
  std::vector<CategoryMapping> result;
  for (const auto& item : node.items()) {
    auto mapping = read_taxonomy(item, files);
    if (std::ranges::find(result, mapping.name, &CategoryMapping::name) != result.end())
      item.refuse(fmt::format("two lists of categories are named '{}'", mapping.name),
                  "Give every one a name of its own.");
    result.push_back(std::move(mapping));
  }
  if (result.empty()) node.refuse("'categories' is empty");
  return result;
}

}  // namespace admctl::platform
