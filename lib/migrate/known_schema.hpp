// What is known of a schema from the migrations read so far: enough to tell a table that is still empty from
// one that an application uses. Says nothing about tables that no migration read so far has made.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/parse_tree.hpp"

namespace admctl::migrate {

struct KnownColumn {
  TypeName type;
  bool not_null = false;
};

struct KnownIndex {
  std::string name;
  std::vector<std::string> columns;  // empty text for an expression
  bool unique = false;
  bool partial = false;
};

struct KnownTable {
  bool is_new = false;  // made by the migration that is being read
  std::map<std::string, KnownColumn> columns;
  std::vector<KnownIndex> indexes;                     // those of constraints too
  std::map<std::string, std::string> not_null_checks;  // validated CHECK (column IS NOT NULL): name, column
  std::map<std::string, std::string> unvalidated;  // constraints NOT VALID: name, column of such a CHECK or ""
};

class KnownSchema {
 public:
  // What was made so far is no longer new.
  void begin_migration();
  // Takes over what the statement does.
  void apply(const ParsedStatement& statement);
  void add_table(const std::string& name, KnownTable table);

  const std::map<std::string, KnownTable, std::less<>>& tables() const { return tables_; }
  // nullptr when it is not known.
  const KnownTable* find_table(std::string_view name) const;
  const KnownColumn* find_column(std::string_view table, std::string_view column) const;
  // True when the migration that is being read made the table: it has no rows that matter, nobody waits for it.
  bool is_new(std::string_view table) const;
  // The table of an index; nullopt when it is not known.
  std::optional<std::string> table_of_index(std::string_view index) const;
  // Whether the column is proven to hold no NULL by a validated CHECK.
  bool has_not_null_check(std::string_view table, std::string_view column) const;

  // Enum types and other objects (views, functions ...) made by the migration that is being read.
  bool is_new_object(std::string_view name) const { return new_objects_.count(std::string{name}) > 0; }
  // Values that the migration that is being read added to enum types that were there before: value, type.
  const std::map<std::string, std::string>& added_enum_values() const { return added_enum_values_; }

 private:
  KnownTable* table(std::string_view name);
  void create_table(const Value& node);
  void alter_table(const ParsedStatement& statement);
  void add_column(KnownTable& table, const Value& column);
  void add_constraint(KnownTable& table, const Value& constraint, const std::string& column);
  void create_index(const Value& node);
  void drop(const Value& node);
  void rename(const Value& node);

  std::map<std::string, KnownTable, std::less<>> tables_;
  std::set<std::string> new_objects_;
  std::map<std::string, std::string> added_enum_values_;
};

}  // namespace admctl::migrate
