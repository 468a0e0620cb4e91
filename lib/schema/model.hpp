// A schema as it is compared: tables and enums, and every other object as the text that defines it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/pg/catalog.hpp"
#include "lib/pg/session.hpp"

namespace admctl::schema {

// A check, view, function, trigger, policy, sequence, domain, identity ...
struct Object {
  std::string kind;        // "check", "view", "function" ...
  std::string name;        // "deals.positive", "total(integer)"
  std::string definition;  // SQL in one line
};

struct Model {
  pg::Catalog catalog;
  std::vector<Object> others;  // by kind and name
  bool has_others = true;      // false when it comes from a file without them: they are not compared then
};

// What `schema` holds, objects of extensions aside; a handful of queries. The transaction's search_path should
// be `schema`.
Model read_model(pg::Transaction& tx, std::string_view schema);

// {"tables": {name: {columns, primary_key, uniques, indexes, foreign_keys}}, "enums": {name: [labels]},
// "others": {kind: {name: definition}}}. All sorted, so that equal schemas give equal texts.
Value to_json(const Model& model);

// Reads what to_json wrote, with or without "others"; `path` is for messages. Throws code::bad_catalog_file.
Model from_json(std::string_view text, std::string_view path);

}  // namespace admctl::schema
