#include "lib/lifecycle/table_shape.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::lifecycle {
namespace {

ColumnShape::Sort sort_of(std::string_view type, std::string_view kind) {
  using Sort = ColumnShape::Sort;
  if (kind == "e") return Sort::choice;
  if (type == "text" || type == "character varying" || type == "bpchar" || type == "citext") return Sort::text;
  if (type == "integer" || type == "bigint" || type == "smallint") return Sort::integer;
  if (type == "numeric" || type == "double precision" || type == "real") return Sort::number;
  if (type == "boolean") return Sort::boolean;
  if (type == "date" || type.starts_with("timestamp")) return Sort::time;
  return type == "uuid" ? Sort::uuid : Sort::other;
}

}  // namespace

const ColumnShape* TableShape::find(std::string_view column) const {
  const auto it = std::ranges::find(columns, column, &ColumnShape::name);
  return it == columns.end() ? nullptr : &*it;
}

const ColumnShape& TableShape::column(std::string_view given) const {
  if (const auto* exact = find(given)) return *exact;
  std::vector<std::string> names;
  for (const auto& column : columns) {
    if (camel_case(column.name) == given) return column;
    names.push_back(column.name);
  }
  throw Error{code::usage, fmt::format("{} has no column '{}'", table, given), "columns: " + join(names, ", "),
              "write the column as listed." + did_you_mean(given, names)};
}

bool TableShape::has_index(std::span<const std::string> leading) const {
  return std::ranges::any_of(indexes, [&](const std::vector<std::string>& index) {
    return index.size() >= leading.size() && std::equal(leading.begin(), leading.end(), index.begin());
  });
}

bool TableShape::has_index(std::string_view leading) const {
  const std::string column{leading};
  return has_index(std::span{&column, 1});
}

ColumnTypes TableShape::types() const {
  ColumnTypes out;
  for (const auto& column : columns) out.emplace(column.name, column.type);
  return out;
}

TableShape table_shape(pg::Transaction& tx, const platform::Pack& pack, std::string_view table) {
  TableShape shape;
  shape.table = table;
  const pg::Params name{pg::quote(pack.schema, table)};
  const auto columns = tx.query(
      "SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(a.atttypid, -1), t.typtype, "
      "NOT a.attnotnull, (SELECT pg_relation_size(to_regclass($1)) > 8 * 1024 * 1024) "
      "FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid "
      "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
      name);
  for (const auto row : columns) {
    shape.columns.push_back({std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)},
                             sort_of(row.text(2), row.text(3)), row.boolean(4)});
  }
  if (shape.columns.empty()) throw missing_table(pack, table);
  shape.is_large = columns.front().boolean(5);
  const auto indexes = tx.query(
      "SELECT i.indexrelid, a.attname FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid "
      "JOIN pg_am AS m ON m.oid = x.relam AND m.amname = 'btree' "
      "CROSS JOIN generate_series(1, i.indnkeyatts::integer) AS k (position) "
      "LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.position - 1] "
      "AND a.attnum <> 0 WHERE i.indrelid = to_regclass($1) AND i.indisvalid AND i.indpred IS NULL "
      "ORDER BY i.indexrelid, k.position",
      name);
  std::string last;
  for (const auto row : indexes) {
    if (row.text(0) != last) shape.indexes.emplace_back();
    last = row.text(0);
    shape.indexes.back().push_back(row.get(1).value_or(""));  // an expression names no column
  }
  return shape;
}

}  // namespace admctl::lifecycle
