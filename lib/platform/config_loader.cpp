// Reads where a platform keeps its settings.
#include <algorithm>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

using Kind = ConfigStore::Kind;

// The keys of every kind of store; `schema` is there when the mapping is its only store.
YamlMap read_keys(const YamlNode& node, Kind kind) {
  switch (kind) {
    case Kind::native:
      return node.map("the settings of admctl's own table", {"store", "name", "schema"});
    case Kind::versions:
      return node.map("a versioned document", {"store", "name", "schema", "document", "table", "id", "version",
                                               "value", "title", "active", "deprecated", "updated", "used_by"});
    case Kind::table:
      break;
  }
  return node.map("'config'", {"store", "name", "schema", "table", "id", "key", "value", "encoding", "type",
                               "active", "updated", "description"});
}

Kind read_kind_of_store(const YamlNode& node) {
  for (const auto& member : node.members()) {
    if (member.key != "store") continue;
    const auto word =
        member.value.one_of("kind of store", std::vector<std::string>{"table", "versions", "native"});
    return word == "native" ? Kind::native : word == "versions" ? Kind::versions : Kind::table;
  }
  return Kind::table;
}

std::optional<std::string> find_identifier(const YamlMap& map, std::string_view key) {
  const auto* node = map.find(key);
  return node ? std::optional{read_identifier(*node)} : std::nullopt;
}

void read_table(const YamlMap& map, ConfigStore& store) {
  store.key = read_identifier(map.at("key"));
  if (const auto* encoding = map.find("encoding"))
    store.text = encoding->one_of("encoding", std::vector<std::string>{"json", "text"}) == "text";
  store.type = find_identifier(map, "type");
  if (store.type && !store.text)
    map.at("type").refuse("'type' belongs to values kept as text", "Add encoding: text.");
  store.active = find_identifier(map, "active");
  store.description = find_identifier(map, "description");
}

void read_versions(const YamlMap& map, ConfigStore& store) {
  store.document = map.text("document");
  store.key = read_identifier(map.at("version"));
  store.active = read_identifier(map.at("active"));
  store.title = find_identifier(map, "title");
  store.deprecated = find_identifier(map, "deprecated");
  if (const auto* used = map.find("used_by")) {
    for (const auto& column : read_columns(*used)) {
      const auto dot = column.find('.');
      store.used_by.push_back({column.substr(0, dot), column.substr(dot + 1)});
    }
  }
}

ConfigStore read_store(const YamlNode& node) {
  ConfigStore store;
  store.kind = read_kind_of_store(node);
  const auto map = read_keys(node, store.kind);
  store.name = map.text_or("name", "");
  if (store.kind == Kind::native) {
    store.table = native_settings_table;
    store.id = store.key = "key";
    store.value = "value";
    store.updated = "updated_at";
    return store;
  }
  store.table = read_identifier(map.at("table"));
  store.id = read_identifier(map.at("id"));
  store.value = read_identifier(map.at("value"));
  store.updated = find_identifier(map, "updated");
  if (store.kind == Kind::versions)
    read_versions(map, store);
  else
    read_table(map, store);
  return store;
}

void check_distinct(const std::vector<ConfigStore>& stores, const YamlNode& node) {
  for (std::size_t i = 0; i < stores.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (stores[i].name == stores[j].name)
        node.refuse(fmt::format("two stores are named '{}'", stores[i].name),
                    "Give every store a name of its own.");
      if (stores[i].table == stores[j].table)
        node.refuse(fmt::format("two stores are kept in table '{}'", stores[i].table));
      if (!stores[i].document.empty() && stores[i].document == stores[j].document)
        node.refuse(fmt::format("two stores have the document '{}'", stores[i].document));
    }
  }
}

}  // namespace

ConfigMapping read_config(const YamlNode& node, const PackFiles& files) {
  ConfigMapping result;
  const auto members = node.members();
  const auto several = std::ranges::find(members, "stores", &YamlMember::key);
  const YamlNode* schema = nullptr;
  for (const auto& member : members) {
    if (member.key == "schema") schema = &member.value;
  }
  if (several == members.end()) {
    result.stores.push_back(read_store(node));
  } else {
    node.map("'config'", {"schema", "stores"});
    for (const auto& item : several->value.items()) {
      for (const auto& member : item.members()) {
        if (member.key == "schema") member.key_node.refuse("'schema' is said once, beside 'stores'");
      }
      result.stores.push_back(read_store(item));
    }
    if (result.stores.empty()) several->value.refuse("'stores' is empty");
    check_distinct(result.stores, several->value);
  }
  if (!schema) node.refuse("'config' has no 'schema'");
  result.schema_file = read_file_name(*schema, files);
  return result;
}

}  // namespace admctl::platform
