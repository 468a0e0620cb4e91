#include "lib/schema/diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::schema {
namespace {

// What, object: definition.
using Facts = std::map<std::pair<std::string, std::string>, std::string>;

// Of two equal ones the second is told apart by a number.
void add(Facts& facts, const std::string& what, const std::string& object, std::string definition) {
  auto name = object;
  for (int i = 2; facts.count({what, name}); ++i) name = fmt::format("{} #{}", object, i);
  facts[{what, name}] = std::move(definition);
}

std::string in_brackets(const std::vector<std::string>& columns) { return "(" + join(columns, ", ") + ")"; }

std::string definition_of(const pg::CatalogColumn& column) {
  return fmt::format("{}{}{}", column.type, column.nullable ? "" : " not null",
                     column.default_value ? " default " + *column.default_value : "");
}

void add_table(Facts& facts, const pg::CatalogTable& table) {
  facts[{"table", table.name}] = "";
  for (const auto& column : table.columns) {
    add(facts, "column", table.name + "." + column.name, definition_of(column));
  }
  if (!table.primary_key.empty()) add(facts, "primary key", table.name, in_brackets(table.primary_key));
  for (const auto& index : table.indexes) {
    add(facts, index.unique ? "unique index" : "index", table.name + " " + in_brackets(index.columns), "");
  }
  for (const auto& key : table.foreign_keys) {
    add(facts, "foreign key", table.name + " " + in_brackets(key.columns),
        fmt::format("references {} {} on delete {} on update {}", key.references_table,
                    in_brackets(key.references_columns), to_lower(key.on_delete), to_lower(key.on_update)));
  }
}

Facts facts_of(const Model& model, bool with_others) {
  Facts facts;
  for (const auto& table : model.catalog.tables) add_table(facts, table);
  for (const auto& each : model.catalog.enums) add(facts, "enum", each.name, join(each.labels, ", "));
  if (with_others) {
    for (const auto& other : model.others) add(facts, other.kind, other.name, other.definition);
  }
  return facts;
}

// The table that an object belongs to: what stands before a dot or a blank.
std::string table_of(const std::string& object) { return object.substr(0, object.find_first_of(". ")); }

// Tables that only one side has.
std::set<std::string> tables_only_in(const Facts& facts, const Facts& others) {
  std::set<std::string> out;
  for (const auto& fact : facts) {
    if (fact.first.first == "table" && !others.count(fact.first)) out.insert(fact.first.second);
  }
  return out;
}

void add_only_in(const Facts& facts, const Facts& others, Difference::Kind kind, std::vector<Difference>& out) {
  const auto whole = tables_only_in(facts, others);
  for (const auto& fact : facts) {
    const auto& what = fact.first.first;
    const auto& object = fact.first.second;
    if (others.count(fact.first) || (what != "table" && whole.count(table_of(object)))) continue;
    const bool missing = kind == Difference::Kind::missing;
    out.push_back({kind, what, object, missing ? fact.second : "", missing ? "" : fact.second});
  }
}

}  // namespace

std::string_view kind_name(Difference::Kind kind) {
  constexpr std::array<std::string_view, 3> names{"missing", "extra", "changed"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Difference> diff(const Model& expected, const Model& found) {
  const bool with_others = expected.has_others && found.has_others;
  const auto wanted = facts_of(expected, with_others);
  const auto there = facts_of(found, with_others);
  std::vector<Difference> out;
  add_only_in(wanted, there, Difference::Kind::missing, out);
  add_only_in(there, wanted, Difference::Kind::extra, out);
  for (const auto& fact : wanted) {
    const auto it = there.find(fact.first);
    if (it == there.end() || it->second == fact.second) continue;
    out.push_back({Difference::Kind::changed, fact.first.first, fact.first.second, fact.second, it->second});
  }
  std::ranges::sort(out, [](const Difference& a, const Difference& b) {
    return std::tie(a.object, a.what, a.kind) < std::tie(b.object, b.what, b.kind);
  });
  return out;
}

}  // namespace admctl::schema
