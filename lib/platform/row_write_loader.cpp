// Reads a change to another table: of a transition or a scenario.
#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {

RowWrite read_row_write(const YamlNode& node) {
  const auto map = node.map("a write", {"update", "insert", "key", "where", "when", "set", "values"});
  const auto* updated = map.find("update");
  const auto* inserted = map.find("insert");
  if (!updated == !inserted) node.refuse("a write has either 'update' or 'insert'");
  const auto is_update = updated != nullptr;
  // Each action has its own words, so that "where" of an insert is not mistaken for a row filter.
  const auto refuse_word = [&](const char* word, const char* instead) {
    if (const auto* wrong = map.find(word)) {
      wrong->refuse(fmt::format("'{}' does not belong to an {}", word, is_update ? "update" : "insert"),
                    fmt::format("Use '{}'.", instead));
    }
  };
  RowWrite result;
  result.action = is_update ? RowWrite::Action::update : RowWrite::Action::insert;
  result.table = read_identifier(is_update ? *updated : *inserted);
  if (const auto* key = map.find("key")) result.key = read_identifier(*key);
  refuse_word(is_update ? "when" : "where", is_update ? "where" : "when");
  refuse_word(is_update ? "values" : "set", is_update ? "set" : "values");
  if (is_update) {
    result.where = read_sql(map.at("where"));
  } else if (const auto* when = map.find("when")) {
    result.where = read_sql(*when);
  }
  const auto& set = map.at(is_update ? "set" : "values");
  for (const auto& member : set.members()) read_identifier(member.key_node);
  result.set = read_expressions(set);
  return result;
}

}  // namespace admctl::platform
