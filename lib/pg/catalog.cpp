#include "lib/pg/catalog.hpp"

#include <map>

#include <fmt/format.h>

namespace admctl::pg {
namespace {

using Tables = std::map<std::string, CatalogTable, std::less<>>;

// `c` is a table of schema $1 that no extension owns.
constexpr std::string_view own_table =
    "c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = $1) AND c.relkind IN ('r', 'p') "
    "AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid "
    "AND d.deptype = 'e')";

CatalogTable& table_of(Tables& tables, RowView row) { return tables.find(row.text("table_name"))->second; }

Tables read_tables(Transaction& tx, const Params& schema) {
  Tables tables;
  const auto rows =
      tx.query(fmt::format("SELECT c.relname AS table_name FROM pg_class AS c WHERE {}", own_table), schema);
  for (const auto row : rows) {
    const std::string name{row.text(0)};
    tables[name].name = name;
  }
  return tables;
}

void read_columns(Transaction& tx, const Params& schema, Tables& tables) {
  const auto rows = tx.query(
      fmt::format("SELECT c.relname AS table_name, a.attname, format_type(a.atttypid, a.atttypmod) AS type, "
                  "NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS default_value "
                  "FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
                  "a.attisdropped "
                  "LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
                  "WHERE {} ORDER BY c.relname, a.attnum",
                  own_table),
      schema);
  for (const auto row : rows) {
    table_of(tables, row)
        .columns.push_back({std::string{row.text("attname")}, std::string{row.text("type")},
                            row.boolean("nullable"), row.get("default_value")});
  }
}

// One row per column of an index.
void read_indexes(Transaction& tx, const Params& schema, Tables& tables) {
  const auto rows = tx.query(
      fmt::format("SELECT c.relname AS table_name, x.relname AS index_name, i.indisprimary, i.indisunique, "
                  "pg_get_expr(i.indpred, i.indrelid) AS predicate, "
                  "coalesce(a.attname, pg_get_indexdef(i.indexrelid, k.position, true)) AS key "
                  "FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid JOIN pg_class AS x ON x.oid = "
                  "i.indexrelid "
                  "CROSS JOIN generate_series(1, i.indnkeyatts::integer) AS k (position) "
                  "LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.position - 1] "
                  "AND a.attnum <> 0 WHERE {} ORDER BY c.relname, x.relname, k.position",
                  own_table),
      schema);
  for (const auto row : rows) {
    auto& table = table_of(tables, row);
    std::string key{row.text("key")};
    if (row.boolean("indisprimary")) {
      table.primary_key.push_back(std::move(key));
      continue;
    }
    const auto name = row.text("index_name");
    if (table.indexes.empty() || table.indexes.back().name != name) {
      table.indexes.push_back({std::string{name}, {}, row.boolean("indisunique"), row.get("predicate")});
    }
    table.indexes.back().columns.push_back(std::move(key));
  }
}

// One row per column of a foreign key.
void read_foreign_keys(Transaction& tx, const Params& schema, Tables& tables) {
  const auto rows = tx.query(
      fmt::format(
          "SELECT c.relname AS table_name, f.conname, f.confrelid::regclass::text AS shown, "
          "r.relname AS references_table, pg_table_is_visible(r.oid) AS is_visible, "
          "a.attname AS from_column, b.attname AS to_column, t.on_update, t.on_delete "
          "FROM pg_class AS c JOIN pg_constraint AS f ON f.conrelid = c.oid AND f.contype = 'f' "
          "JOIN pg_class AS r ON r.oid = f.confrelid "
          "CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k (here, there, position) "
          "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.here "
          "JOIN pg_attribute AS b ON b.attrelid = r.oid AND b.attnum = k.there "
          "CROSS JOIN LATERAL (SELECT max(v.action) FILTER (WHERE v.code = f.confupdtype) AS on_update, "
          "max(v.action) FILTER (WHERE v.code = f.confdeltype) AS on_delete FROM (VALUES ('a'::\"char\", "
          "'NO ACTION'), ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT')) "
          "AS v (code, action)) AS t WHERE {} ORDER BY c.relname, f.conname, k.position",
          own_table),
      schema);
  for (const auto row : rows) {
    auto& keys = table_of(tables, row).foreign_keys;
    const auto name = row.text("conname");
    if (keys.empty() || keys.back().name != name) {
      keys.push_back({std::string{name},
                      {},
                      std::string{row.text(row.boolean("is_visible") ? "references_table" : "shown")},
                      {},
                      std::string{row.text("on_delete")},
                      std::string{row.text("on_update")}});
    }
    keys.back().columns.emplace_back(row.text("from_column"));
    keys.back().references_columns.emplace_back(row.text("to_column"));
  }
}

std::vector<CatalogEnum> read_enums(Transaction& tx, const Params& schema) {
  std::vector<CatalogEnum> enums;
  const auto rows = tx.query(
      "SELECT t.typname, e.enumlabel FROM pg_type AS t JOIN pg_enum AS e ON e.enumtypid = t.oid "
      "WHERE t.typnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = $1) "
      "AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid "
      "AND d.deptype = 'e') ORDER BY t.typname, e.enumsortorder",
      schema);
  for (const auto row : rows) {
    const auto name = row.text("typname");
    if (enums.empty() || enums.back().name != name) enums.push_back({std::string{name}, {}});
    enums.back().labels.emplace_back(row.text("enumlabel"));
  }
  return enums;
}

}  // namespace

Catalog read_catalog(Transaction& tx, std::string_view schema) {
  const Params params{std::string{schema}};
  auto tables = read_tables(tx, params);
  read_columns(tx, params, tables);
  read_indexes(tx, params, tables);
  read_foreign_keys(tx, params, tables);
  Catalog catalog;
  for (auto& [name, table] : tables) catalog.tables.push_back(std::move(table));
  catalog.enums = read_enums(tx, params);
  return catalog;
}

std::vector<std::string> schema_names(Transaction& tx) {
  std::vector<std::string> names;
  for (const auto row : tx.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1"))
    names.emplace_back(row.text(0));
  return names;
}

std::vector<std::string> table_names(Transaction& tx, std::string_view schema) {
  std::vector<std::string> names;
  Params params;
  params.emplace_back(std::string{schema});
  const auto rows =
      tx.query(fmt::format("SELECT c.relname FROM pg_class AS c WHERE {} ORDER BY 1", own_table), params);
  for (const auto row : rows) names.emplace_back(row.text(0));
  return names;
}

}  // namespace admctl::pg
