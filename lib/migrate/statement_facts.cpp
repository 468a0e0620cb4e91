#include "lib/migrate/statement_facts.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <pg_query.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/core/value.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

// Statements that begin so lock no table for long and may be megabytes long: their trees are not asked for.
bool is_plain_query(std::string_view statement) {
  constexpr std::array words{"insert", "select", "update", "delete", "with", "values", "merge"};
  const auto end =
      std::ranges::find_if_not(statement, [](char c) { return std::isalpha(static_cast<unsigned char>(c)); });
  return std::ranges::find(words, to_lower({statement.begin(), end})) != words.end();
}

bool is_true(const Value& node, std::string_view member) {
  const auto* value = node.at(member).as_bool();
  return value && *value;
}

ObjectName range_name(const Value& range) {
  return {range.at("schemaname").string_or(""), range.at("relname").string_or("")};
}

// [{"String": {"sval": "s"}}, {"String": {"sval": "t"}}]
ObjectName list_name(const Value& list) {
  ObjectName out;
  const auto* parts = list.as_array();
  if (!parts) return out;
  for (const auto& part : *parts) {
    out.schema = std::move(out.name);
    out.name = part.at("String").at("sval").string_or("");
  }
  return out;
}

// Every table that is named anywhere below: also what a foreign key refers to.
void collect_tables(const Value& node, std::vector<ObjectName>& out) {
  if (const auto* list = node.as_array()) {
    for (const auto& item : *list) collect_tables(item, out);
  }
  const auto* object = node.as_object();
  if (!object) return;
  if (object->find("relname")) {
    auto name = range_name(node);
    if (std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
  }
  for (const auto& [key, value] : object->members()) collect_tables(value, out);
}

void read_drop(const Value& node, StatementFacts& facts) {
  const auto type = node.at("removeType").string_or("");
  const auto* objects = node.at("objects").as_array();
  if (!objects) return;
  for (const auto& object : *objects) {
    auto name = list_name(object.at("List").at("items"));
    if (type == "OBJECT_INDEX")
      facts.drops_indexes.push_back(std::move(name));
    else if (type == "OBJECT_TABLE")
      facts.tables.push_back(std::move(name));
  }
}

void read_index(const Value& node, StatementFacts& facts) {
  IndexBuild build;
  build.table = range_name(node.at("relation"));
  if (const auto* name = node.at("idxname").as_string()) build.index = ObjectName{build.table.schema, *name};
  build.concurrently = is_true(node, "concurrent");
  build.if_not_exists = is_true(node, "if_not_exists");
  facts.tables.push_back(build.table);
  facts.builds_index = std::move(build);
}

bool locks_tables(std::string_view kind) {
  constexpr std::array kinds{"AlterTableStmt", "CreateStmt",      "CreateTrigStmt", "RenameStmt",
                             "TruncateStmt",   "RuleStmt",        "LockStmt",       "AlterObjectSchemaStmt",
                             "ClusterStmt",    "CreatePolicyStmt"};
  return std::ranges::find(kinds, kind) != kinds.end();
}

bool is_repeatable(std::string_view kind) {
  constexpr std::array kinds{"VacuumStmt",  "ReindexStmt",     "ClusterStmt",
                             "DiscardStmt", "AlterSystemStmt", "AlterDatabaseStmt"};
  return std::ranges::find(kinds, kind) != kinds.end();
}

void read_node(const Value& node, StatementFacts& facts) {
  const auto& kind = facts.kind;
  facts.obstacle = find_obstacle(kind, node);
  facts.repeatable = is_repeatable(kind);
  if (locks_tables(kind)) collect_tables(node, facts.tables);
  if (kind == "IndexStmt") read_index(node, facts);
  if (kind == "DropStmt") read_drop(node, facts);
  if (kind == "CreateStmt") facts.creates_table = range_name(node.at("relation"));
  if (kind == "AlterTableStmt") facts.alters_table = range_name(node.at("relation"));
  if (kind == "CreateEnumStmt") facts.creates_type = list_name(node.at("typeName"));
  if (kind == "AlterEnumStmt" && node.at("oldVal").is_null())
    facts.adds_value = EnumValue{list_name(node.at("typeName")), node.at("newVal").string_or("")};
}

}  // namespace

std::string ObjectName::quoted() const { return pg::quote(schema, name); }

StatementFacts inspect_statement(const std::string& statement) {
  StatementFacts facts;
  if (is_plain_query(statement)) return facts;
  const auto tree = pg_query_parse(statement.c_str());
  const std::string json = tree.error ? "null" : tree.parse_tree;
  pg_query_free_parse_result(tree);
  const auto parsed = parse_json(json);
  const auto* statements = parsed.at("stmts").as_array();
  if (!statements || statements->empty()) return facts;
  const auto* node = statements->front().at("stmt").as_object();
  if (!node || node->empty()) return facts;
  facts.kind = node->members().front().first;
  read_node(node->members().front().second, facts);
  return facts;
}

bool mentions_constant(std::string_view statement, std::string_view value) {
  std::string constant = "'";
  for (const char c : value) constant += c == '\'' ? std::string{"''"} : std::string{c};
  constant += '\'';
  return statement.find(constant) != std::string_view::npos;
}

}  // namespace admctl::migrate
