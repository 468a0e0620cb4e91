#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/schema/model.hpp"

namespace admctl::schema {
namespace {

using Json = admctl::Object;

Value column_json(const pg::CatalogColumn& column) {
  return Json{{"name", column.name},
              {"type", column.type},
              {"nullable", column.nullable},
              {"default", column.default_value}};
}

Array lists(std::vector<std::vector<std::string>> lists) {
  std::ranges::sort(lists);
  Array out;
  for (const auto& list : lists) out.push_back(Value{to_array(list)});
  return out;
}

Value table_json(const pg::CatalogTable& table) {
  auto columns = table.columns;
  std::ranges::sort(columns, {}, &pg::CatalogColumn::name);
  Array all;
  for (const auto& column : columns) all.push_back(column_json(column));
  std::vector<std::vector<std::string>> uniques;
  std::vector<std::vector<std::string>> indexes;
  for (const auto& index : table.indexes) (index.unique ? uniques : indexes).push_back(index.columns);
  auto keys = table.foreign_keys;
  std::ranges::sort(keys, {}, [](const auto& key) { return std::pair{key.columns, key.references_table}; });
  Array foreign_keys;
  for (const auto& key : keys) {
    foreign_keys.push_back(Json{{"columns", to_array(key.columns)},
                                {"references_table", key.references_table},
                                {"references_columns", to_array(key.references_columns)},
                                {"on_delete", key.on_delete},
                                {"on_update", key.on_update}});
  }
  return Json{{"columns", std::move(all)},
              {"primary_key", to_array(table.primary_key)},
              {"uniques", lists(std::move(uniques))},
              {"indexes", lists(std::move(indexes))},
              {"foreign_keys", std::move(foreign_keys)}};
}

// Reads with words for what is wrong.
class Reader {
 public:
  explicit Reader(std::string_view path) : path_{path} {}

  [[noreturn]] void refuse(std::string_view where, std::string_view what) const {
    throw Error{code::bad_catalog_file,
                fmt::format("{}: {} {}", path_, where, what),
                {},
                "'admctl schema catalog -o json' writes such files"};
  }

  const Json& object(const Value& value, std::string_view where) const {
    const auto* object = value.as_object();
    if (!object) refuse(where, "is no object");
    return *object;
  }

  std::string text(const Value& value, std::string_view where) const {
    const auto* text = value.as_string();
    if (!text) refuse(where, "is no text");
    return *text;
  }

  const Array& list(const Value& value, std::string_view where) const {
    const auto* list = value.as_array();
    if (!list) refuse(where, "is no list");
    return *list;
  }

  std::vector<std::string> texts(const Value& value, std::string_view where) const {
    std::vector<std::string> out;
    for (const auto& each : list(value, where)) out.push_back(text(each, where));
    return out;
  }

  pg::CatalogTable table(const std::string& name, const Value& value) const {
    pg::CatalogTable table;
    table.name = name;
    for (const auto& column : list(value.at("columns"), name + ".columns")) {
      const auto column_name = text(column.at("name"), name + ".columns.name");
      const auto* nullable = column.at("nullable").as_bool();
      if (!nullable) refuse(name + "." + column_name + ".nullable", "is neither true nor false");
      const auto* otherwise = column.at("default").as_string();
      table.columns.push_back({column_name, text(column.at("type"), name + "." + column_name + ".type"),
                               *nullable, otherwise ? std::optional{*otherwise} : std::nullopt});
    }
    table.primary_key = texts(value.at("primary_key"), name + ".primary_key");
    for (const bool unique : {true, false}) {
      const std::string_view key = unique ? "uniques" : "indexes";
      for (const auto& each : list(value.at(key), fmt::format("{}.{}", name, key))) {
        table.indexes.push_back({{}, texts(each, fmt::format("{}.{}", name, key)), unique, {}});
      }
    }
    const auto where = name + ".foreign_keys";
    for (const auto& key : list(value.at("foreign_keys"), where)) {
      table.foreign_keys.push_back({{},
                                    texts(key.at("columns"), where),
                                    text(key.at("references_table"), where),
                                    texts(key.at("references_columns"), where),
                                    text(key.at("on_delete"), where),
                                    text(key.at("on_update"), where)});
    }
    return table;
  }

 private:
  std::string_view path_;
};

}  // namespace

Value to_json(const Model& model) {
  Json tables;
  for (const auto& table : model.catalog.tables) tables[table.name] = table_json(table);
  Json enums;
  for (const auto& each : model.catalog.enums) enums[each.name] = to_array(each.labels);
  Json out{{"tables", std::move(tables)}, {"enums", std::move(enums)}};
  Json others;
  for (const auto& other : model.others) {
    if (!others.find(other.kind)) others[other.kind] = Json{};
    (*others[other.kind].as_object())[other.name] = other.definition;
  }
  // Also when there are none: that is known then.
  out["others"] = std::move(others);
  return out;
}

Model from_json(std::string_view text, std::string_view path) {
  const Reader reader{path};
  Value root;
  try {
    root = parse_json(text);
  } catch (const Error& error) {
    reader.refuse("the file", fmt::format("is no JSON: {}", error.message()));
  }
  Model model;
  for (const auto& member : reader.object(root.at("tables"), "tables").members()) {
    model.catalog.tables.push_back(reader.table(member.first, member.second));
  }
  for (const auto& member : reader.object(root.at("enums"), "enums").members()) {
    model.catalog.enums.push_back({member.first, reader.texts(member.second, "enums." + member.first)});
  }
  model.has_others = !root.at("others").is_null();
  if (!model.has_others) return model;
  for (const auto& kind : reader.object(root.at("others"), "others").members()) {
    for (const auto& other : reader.object(kind.second, "others." + kind.first).members()) {
      model.others.push_back({kind.first, other.first, reader.text(other.second, "others." + other.first)});
    }
  }
  return model;
}

}  // namespace admctl::schema
