#include "lib/migrate/live_schema.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

// "name" for what the search_path finds, as the names in statements are to be read.
constexpr std::string_view shown_name =
    "CASE WHEN n.nspname = ANY (current_schemas(false)) OR n.nspname = 'public' "
    "THEN c.relname::text ELSE n.nspname || '.' || c.relname END";

constexpr std::string_view user_tables =
    "c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', "
    "'admctl')";

// What the type's modifier says, as it is written in SQL.
std::vector<std::int64_t> modifiers_of(std::string_view type, std::int64_t modifier) {
  constexpr std::int64_t header = 4;
  if (modifier < 0) return {};
  if (type == "varchar" || type == "bpchar") return {modifier - header};
  if (type == "numeric") return {((modifier - header) >> 16) & 0xffff, (modifier - header) & 0x7ff};
  return {modifier};
}

using Tables = std::map<std::string, KnownTable>;

void read_columns(pg::Transaction& tx, Tables& tables) {
  const auto rows =
      tx.query("SELECT " + std::string{shown_name} +
               ", a.attname, coalesce(e.typname, t.typname), a.atttypmod, a.attnotnull, t.typelem <> 0 AND "
               "t.typlen = -1 "
               "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
               "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
               "JOIN pg_type AS t ON t.oid = a.atttypid "
               "LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typlen = -1 WHERE " +
               std::string{user_tables});
  for (const auto row : rows) {
    auto& column = tables[std::string{row.text(0)}].columns[std::string{row.text(1)}];
    column.type.name = row.text(2);
    column.type.modifiers = modifiers_of(column.type.name, row.integer(3));
    column.not_null = row.boolean(4);
    column.type.array = row.boolean(5);
  }
}

void read_indexes(pg::Transaction& tx, Tables& tables) {
  const auto rows = tx.query("SELECT " + std::string{shown_name} +
                             ", i.relname, x.indisunique, x.indpred IS NOT NULL, "
                             "array_to_string(ARRAY(SELECT coalesce(a.attname::text, '') FROM "
                             "unnest(x.indkey::int2[]) WITH ORDINALITY AS k "
                             "(nr, at) LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.nr "
                             "AND k.nr > 0 ORDER BY k.at), "
                             "E'\\x01') "
                             "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
                             "JOIN pg_index AS x ON x.indrelid = c.oid AND x.indisvalid JOIN pg_class AS i ON "
                             "i.oid = x.indexrelid WHERE " +
                             std::string{user_tables});
  for (const auto row : rows) {
    tables[std::string{row.text(0)}].indexes.push_back(
        {std::string{row.text(1)}, split(row.text(4), '\x01'), row.boolean(2), row.boolean(3)});
  }
}

void read_checks(pg::Transaction& tx, Tables& tables) {
  const auto rows =
      tx.query("SELECT " + std::string{shown_name} +
               ", k.conname, k.convalidated, pg_get_constraintdef(k.oid) "
               "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
               "JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype IN ('c', 'f') WHERE " +
               std::string{user_tables} + " AND (k.contype = 'c' OR NOT k.convalidated)");
  for (const auto row : rows) {
    // Its text is read by the parser, as that of a migration would be.
    const auto tree = parse_tree("ALTER TABLE t ADD " + std::string{row.text(3)});
    std::optional<std::string> column;
    if (tree) {
      for_each_command(*tree, [&](std::string_view, const Value& command) {
        column = not_null_column(command.at("def").at("Constraint").at("raw_expr"));
      });
    }
    auto& table = tables[std::string{row.text(0)}];
    const std::string name{row.text(1)};
    if (!row.boolean(2)) {
      table.unvalidated[name] = column.value_or("");
    } else if (column) {
      table.not_null_checks[name] = *column;
    }
  }
}

}  // namespace

KnownSchema read_known_schema(pg::Transaction& tx) {
  Tables tables;
  read_columns(tx, tables);
  read_indexes(tx, tables);
  read_checks(tx, tables);
  KnownSchema schema;
  for (auto& [name, table] : tables) schema.add_table(name, std::move(table));
  return schema;
}

std::map<std::string, TableSize, std::less<>> read_table_sizes(pg::Transaction& tx) {
  std::map<std::string, TableSize, std::less<>> sizes;
  const auto rows = tx.query(
      "SELECT " + std::string{shown_name} +
      ", pg_total_relation_size(c.oid), c.reltuples::bigint, coalesce((SELECT (extract(epoch FROM "
      "clock_timestamp() - "
      "min(s.xact_start)) * 1000)::bigint FROM pg_locks AS l JOIN pg_stat_activity AS s ON s.pid = l.pid "
      "WHERE l.relation = c.oid AND l.database = (SELECT oid FROM pg_database WHERE datname = "
      "current_database()) "
      "AND l.pid <> pg_backend_pid()), 0) "
      "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE " +
      std::string{user_tables});
  for (const auto row : rows) {
    sizes[std::string{row.text(0)}] = {row.integer(1), row.integer(2), row.integer(3)};
  }
  return sizes;
}

}  // namespace admctl::migrate
