// PostgreSQL's parse tree of one statement as data, and what is asked of it again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"

namespace admctl::migrate {

struct ParsedStatement {
  std::string kind;  // "AlterTableStmt"
  Value node;
};

// nullopt when the bundled parser does not understand it, and for rows to insert that are longer than 64 KiB,
// whose trees would take a hundred times their size.
std::optional<ParsedStatement> parse_tree(const std::string& statement);

bool is_true(const Value& node, std::string_view member);
// The elements of a list; none when it is absent.
const Array& elements(const Value& list);
// Texts of a list of names.
std::vector<std::string> names_of(const Value& list);
// "name" or "schema.name"; the schema "public" is left out, as unqualified names mean it.
std::string dotted_name(const std::vector<std::string>& parts);
// The same of a RangeVar.
std::string relation_name(const Value& range_var);
// Bytes from the beginning of the statement; 0 when the node has no place of its own.
std::size_t location_of(const Value& node);

struct TypeName {
  std::string name;  // without pg_catalog: "varchar", "int4", "serial", "my_enum"
  std::vector<std::int64_t> modifiers;
  bool array = false;

  // As people write it: "varchar(20)", "integer".
  std::string text() const;
};
TypeName type_of(const Value& type_name);

// Every command of an ALTER TABLE: its subtype ("AT_AddColumn") and its AlterTableCmd.
void for_each_command(const ParsedStatement& statement,
                      const std::function<void(std::string_view subtype, const Value& command)>& visit);
// Every constraint written at a column or table: its contype ("CONSTR_CHECK") and its node.
void for_each_constraint(const Value& list,
                         const std::function<void(std::string_view type, const Value& constraint)>& visit);
// Every node below `node` with its kind ("FuncCall"), itself too when it is one.
void for_each_node(const Value& node,
                   const std::function<void(std::string_view kind, const Value& node)>& visit);

// The constraint of that type at a column; null when there is none.
const Value& constraint_of(const Value& column, std::string_view type);
// The column that an expression of the form "column IS NOT NULL" is about.
std::optional<std::string> not_null_column(const Value& expression);
// The first function called in the expression whose result differs from row to row: "random".
std::optional<std::string> volatile_function(const Value& expression);

}  // namespace admctl::migrate
