// What every history needs to know of its table before it reads or writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/history.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// A table by the columns that make it what it is; it may have more.
struct HistoryTable {
  std::string schema;
  std::string name;
  std::vector<std::string> columns;

  std::string quoted() const;
};

// has_history of a status and, without a history, schema_in_use of `schema`. Throws code::history_foreign,
// naming the tool it belongs to, when the table lacks a column.
Status look_at(pg::Transaction& tx, const std::string& schema, const HistoryTable& table);

// Runs `create` unless the table is there; makes its schema first. Throws what the server says when the role
// may not write to it.
void make_table(pg::Transaction& tx, const HistoryTable& table, std::string_view create);

// Throws code::no_privilege when the role may not insert into the table.
void require_insert(pg::Transaction& tx, const std::string& table);

// A timestamp of a row; nullopt when NULL.
std::optional<Time> time_of(pg::RowView row, std::string_view column);

// Throws code::migration_failed unless exactly one row was written: a migration must leave its history alone.
void require_one(const pg::Rows& rows, std::string_view table);

}  // namespace admctl::migrate
