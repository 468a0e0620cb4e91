#include "lib/migrate/history_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/foreign_history.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {

namespace {

// Tables of extensions say nothing about migrations.
bool has_tables(pg::Transaction& tx, const std::string& schema) {
  // Of an empty database, which is soon told.
  if (!tx.value(
          "SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') LIMIT 1",
          {pg::quote(schema)}))
    return false;
  return tx
      .value(
          "SELECT 1 FROM pg_class AS c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') "
          "AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass "
          "AND d.objid = c.oid AND d.deptype = 'e') LIMIT 1",
          {pg::quote(schema)})
      .has_value();
}

}  // namespace

std::string HistoryTable::quoted() const { return pg::quote(schema, name); }

Status look_at(pg::Transaction& tx, const std::string& schema, const HistoryTable& table) {
  Status status;
  status.has_history = tx.value("SELECT to_regclass($1)", {table.quoted()}).has_value();
  if (!status.has_history) {
    status.schema_in_use = has_tables(tx, schema);
    return status;
  }
  // Not from the catalog: for a server process that has just begun, that takes as long as all the rest.
  const auto none = tx.query("SELECT * FROM " + table.quoted() + " LIMIT 0");
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < none.columns(); ++i) columns.push_back(none.column_name(i));
  const bool ours = std::ranges::all_of(table.columns, [&](const std::string& column) {
    return std::ranges::find(columns, column) != columns.end();
  });
  if (!ours || is_foreign(tx, table.schema, table.name, columns))
    throw foreign_history_error(tx, table.schema, table.name, columns);
  return status;
}

void make_table(pg::Transaction& tx, const HistoryTable& table, std::string_view create) {
  const auto fact = "table " + table.quoted();
  if (tx.is_established(fact)) return;
  tx.establish(fact);
  if (tx.value("SELECT to_regclass($1)", {table.quoted()})) return require_insert(tx, table.quoted());
  if (!tx.value("SELECT to_regnamespace($1)", {pg::quote(table.schema)}))
    tx.query("CREATE SCHEMA " + pg::quote(table.schema));
  tx.query(fmt::format("CREATE TABLE {} {}", table.quoted(), create));
}

void require_insert(pg::Transaction& tx, const std::string& table) {
  const auto fact = "insert into " + table;
  if (tx.is_established(fact)) return;
  tx.establish(fact);
  tx.query(fmt::format("INSERT INTO {} SELECT WHERE false", table));
}

std::optional<Time> time_of(pg::RowView row, std::string_view column) {
  return row.is_null(column) ? std::nullopt : parse_time(row.text(column));
}

void require_one(const pg::Rows& rows, std::string_view table) {
  if (rows.affected() == 1) return;
  throw Error{code::migration_failed,
              fmt::format("the migration removed its own row from {}", table),
              {},
              "a migration must leave the history to its tool"};
}

}  // namespace admctl::migrate
