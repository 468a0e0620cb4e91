// What must never leave the database: secret columns, wherever their values turn up, and secret settings.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

class Redaction {
 public:
  // Looks up columns and settings.
  Redaction(pg::Transaction& tx, const platform::Pack& pack);

  // A column of the source itself.
  bool hides_column(std::string_view table, std::string_view column) const;
  // A member of JSON that was logged about `resource`. Every name that is a secret column of some table is
  // hidden, except at depth 1 when `resource` is a table with a column of that name that is no secret.
  bool hides_member(std::string_view resource, std::string_view member, int depth) const;
  // All values logged about a configuration key or row, unless it is known to be no secret.
  bool hides_values(std::string_view resource, std::string_view resource_id) const;

 private:
  using Names = std::set<std::string, std::less<>>;

  void find_open_columns(pg::Transaction& tx, const std::string& schema);
  void find_open_settings(pg::Transaction& tx, const platform::Pack& pack);

  Names secret_names_;    // columns, without their tables
  Names secret_columns_;  // table.column
  Names open_columns_;    // table.column with the name of a secret one, yet no secret
  Names config_tables_;
  Names open_settings_;  // keys and primary keys
};

}  // namespace admctl::audit
