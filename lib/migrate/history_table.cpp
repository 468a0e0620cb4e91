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
  const auto found = tx.value(
      "SELECT string_agg(attname, ',') FROM pg_attribute "
      "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
      {table.quoted()});
  Status status;
  status.has_history = found.has_value();
  if (!found) {
    status.schema_in_use = has_tables(tx, schema);
    return status;
  }
  const auto columns = split(*found, ',');
  const bool ours = std::ranges::all_of(table.columns, [&](const std::string& column) {
    return std::ranges::find(columns, column) != columns.end();
  });
  if (!ours || is_foreign(tx, table.schema, table.name, columns))
    throw foreign_history_error(tx, table.schema, table.name, columns);
  return status;
}

void make_table(pg::Transaction& tx, const HistoryTable& table, std::string_view create) {
  if (tx.value("SELECT to_regclass($1)", {table.quoted()})) return;
  if (!tx.value("SELECT to_regnamespace($1)", {pg::quote(table.schema)}))
    tx.query("CREATE SCHEMA " + pg::quote(table.schema));
  tx.query(fmt::format("CREATE TABLE {} {}", table.quoted(), create));
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
