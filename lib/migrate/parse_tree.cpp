#include "lib/migrate/parse_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <pg_query.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

constexpr std::size_t longest_insert = 64 * 1024;

constexpr std::array volatile_functions{
    "random",           "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v1mc",
    "uuid_generate_v4", "uuidv4",          "uuidv7",           "clock_timestamp",
    "timeofday",        "nextval",         "txid_current",     "pg_current_xact_id",
    "gen_random_bytes", "gen_salt",        "random_normal",    "pg_sleep",
    "currval",          "lastval",         "setval",           "set_config",
};

// What the grammar calls a type, and what people do.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> spellings{
    {{"int2", "smallint"},
     {"int4", "integer"},
     {"int8", "bigint"},
     {"bool", "boolean"},
     {"float4", "real"},
     {"float8", "double precision"},
     {"bpchar", "char"}}};

bool is_long_insert(std::string_view statement) {
  return statement.size() > longest_insert && to_lower(statement.substr(0, 6)) == "insert";
}

}  // namespace

std::optional<ParsedStatement> parse_tree(const std::string& statement) {
  if (is_long_insert(statement)) return std::nullopt;
  const auto tree = pg_query_parse(statement.c_str());
  const std::string json = tree.error ? "" : tree.parse_tree;
  pg_query_free_parse_result(tree);
  if (json.empty()) return std::nullopt;
  Value parsed;
  try {
    parsed = parse_json(json);
  } catch (const Error&) {
    return std::nullopt;  // nested deeper than any statement about a schema
  }
  const auto& statements = elements(parsed.at("stmts"));
  if (statements.empty()) return std::nullopt;
  const auto* node = statements.front().at("stmt").as_object();
  if (!node || node->empty()) return std::nullopt;
  return ParsedStatement{node->members().front().first, node->members().front().second};
}

bool is_true(const Value& node, std::string_view member) {
  const auto* value = node.at(member).as_bool();
  return value && *value;
}

const Array& elements(const Value& list) {
  static const Array none;
  const auto* array = list.as_array();
  return array ? *array : none;
}

std::vector<std::string> names_of(const Value& list) {
  std::vector<std::string> names;
  for (const auto& each : elements(list)) names.push_back(each.at("String").at("sval").string_or(""));
  return names;
}

std::string dotted_name(const std::vector<std::string>& parts) {
  if (parts.size() == 2 && parts.front() == "public") return parts.back();
  return join(parts, ".");
}

std::string relation_name(const Value& range_var) {
  const auto schema = range_var.at("schemaname").string_or("");
  auto name = range_var.at("relname").string_or("");
  return schema.empty() ? name : dotted_name({schema, std::move(name)});
}

std::size_t location_of(const Value& node) {
  const auto* location = node.at("location").as_int();
  return location && *location > 0 ? static_cast<std::size_t>(*location) : 0;
}

std::string TypeName::text() const {
  std::string out = name;
  for (const auto& spelling : spellings) {
    if (spelling.first == name) out = spelling.second;
  }
  if (!modifiers.empty()) {
    std::vector<std::string> texts;
    for (const auto each : modifiers) texts.push_back(std::to_string(each));
    out += "(" + join(texts, ", ") + ")";
  }
  return array ? out + "[]" : out;
}

TypeName type_of(const Value& type_name) {
  TypeName type;
  auto names = names_of(type_name.at("names"));
  if (names.size() == 2 && names.front() == "pg_catalog") names.erase(names.begin());
  type.name = dotted_name(names);
  for (const auto& each : elements(type_name.at("typmods"))) {
    const auto& constant = each.at("A_Const").at("ival");
    const auto* number = constant.at("ival").as_int();
    if (!constant.is_null()) type.modifiers.push_back(number ? *number : 0);
  }
  // "char" without a length is char(1) to the grammar already.
  type.array = !elements(type_name.at("arrayBounds")).empty();
  return type;
}

void for_each_command(const ParsedStatement& statement,
                      const std::function<void(std::string_view, const Value&)>& visit) {
  if (statement.kind != "AlterTableStmt") return;
  for (const auto& each : elements(statement.node.at("cmds"))) {
    const auto& command = each.at("AlterTableCmd");
    visit(command.at("subtype").string_or(""), command);
  }
}

void for_each_constraint(const Value& list, const std::function<void(std::string_view, const Value&)>& visit) {
  for (const auto& each : elements(list)) {
    const auto& constraint = each.at("Constraint");
    if (!constraint.is_null()) visit(constraint.at("contype").string_or(""), constraint);
  }
}

void for_each_node(const Value& node, const std::function<void(std::string_view, const Value&)>& visit) {
  if (const auto* array = node.as_array()) {
    for (const auto& each : *array) for_each_node(each, visit);
  } else if (const auto* object = node.as_object()) {
    for (const auto& member : object->members()) {
      if (member.second.as_object() && std::isupper(static_cast<unsigned char>(member.first.front()))) {
        visit(member.first, member.second);
      }
      for_each_node(member.second, visit);
    }
  }
}

const Value& constraint_of(const Value& column, std::string_view type) {
  static const Value none;
  for (const auto& each : elements(column.at("constraints"))) {
    const auto& constraint = each.at("Constraint");
    if (constraint.at("contype").string_or("") == type) return constraint;
  }
  return none;
}

std::optional<std::string> not_null_column(const Value& expression) {
  const auto& test = expression.at("NullTest");
  if (test.at("nulltesttype").string_or("") != "IS_NOT_NULL") return std::nullopt;
  const auto fields = names_of(test.at("arg").at("ColumnRef").at("fields"));
  return fields.empty() ? std::nullopt : std::optional{fields.back()};
}

std::optional<std::string> volatile_function(const Value& expression) {
  std::optional<std::string> found;
  for_each_node(expression, [&](std::string_view kind, const Value& node) {
    if (found || kind != "FuncCall") return;
    const auto names = names_of(node.at("funcname"));
    if (!names.empty() && std::ranges::find(volatile_functions, names.back()) != volatile_functions.end()) {
      found = names.back();
    }
  });
  return found;
}

}  // namespace admctl::migrate
