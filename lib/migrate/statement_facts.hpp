// What a statement is about, told from PostgreSQL's own parse tree: as far as running it needs to know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/transaction_rules.hpp"

namespace admctl::migrate {

// As it is written: an empty schema means the search path.
struct ObjectName {
  std::string schema;
  std::string name;

  // Quoted where it must be: "public"."orders".
  std::string quoted() const;
  friend bool operator==(const ObjectName&, const ObjectName&) = default;
};

struct IndexBuild {
  std::optional<ObjectName> index;  // absent: the server chooses the name
  ObjectName table;
  bool concurrently = false;
  bool if_not_exists = false;
};

struct EnumValue {
  ObjectName type;
  std::string value;
};

struct StatementFacts {
  // Of the tree: "IndexStmt"; empty when the tree was not asked for or cannot be made.
  std::string kind;
  std::optional<Obstacle> obstacle;
  // Tables that a change of the schema locks; nothing for queries.
  std::vector<ObjectName> tables;
  std::optional<ObjectName> creates_table;
  std::optional<ObjectName> alters_table;
  std::optional<ObjectName> creates_type;
  std::optional<IndexBuild> builds_index;
  std::vector<ObjectName> drops_indexes;
  std::optional<EnumValue> adds_value;
  // Running it a second time changes nothing: VACUUM, REINDEX ...
  bool repeatable = false;
};

// `statement` is one statement.
StatementFacts inspect_statement(const std::string& statement);

// True when the text holds `value` as a string constant, wherever.
bool mentions_constant(std::string_view statement, std::string_view value);

}  // namespace admctl::migrate
