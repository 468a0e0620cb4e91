#include "lib/seed/table_catalog.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::seed {
namespace {

constexpr std::string_view columns_query = R"(
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, t.typname, t.typcategory, t.typtype,
         e.oid AS element, e.typname AS element_name, e.typtype AS element_type,
         a.attnotnull, a.attgenerated <> '' AS generated, a.attidentity <> '' AS identity,
         coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS initial,
         coalesce(pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname), '') AS sequence,
         coalesce(array_position(i.indkey::int2[], a.attnum), -1) AS key_position
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
  WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')
  ORDER BY a.attnum)";

ColumnFormat format_of(std::string_view type, std::string_view category) {
  if (type == "json" || type == "jsonb") return ColumnFormat::json;
  if (category == "A") return ColumnFormat::array;
  if (category == "D") return ColumnFormat::time;
  return ColumnFormat::plain;
}

std::optional<BinaryFormat> binary_of(pg::RowView row) {
  const bool array = !row.is_null("element");
  const auto type = binary_type_of(row.text(array ? "element_name" : "typname"),
                                   row.text(array ? "element_type" : "typtype"));
  if (!type) return std::nullopt;
  return BinaryFormat{*type, array ? static_cast<std::uint32_t>(row.integer("element")) : 0};
}

// A constant prints as a literal with a cast; a call has parentheses, or is one of SQL's words for the time.
bool is_constant(std::string_view expression) {
  return expression.find('(') == std::string_view::npos &&
         expression.find("CURRENT_") == std::string_view::npos &&
         expression.find("LOCALTIME") == std::string_view::npos;
}

[[noreturn]] void refuse(std::string_view place, std::string message, std::string hint = {}) {
  throw Error{code::bad_pack, fmt::format("{}: {}", place, message), {}, std::move(hint)};
}

}  // namespace

const CatalogColumn* CatalogTable::find(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &CatalogColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

CatalogTable read_catalog_table(pg::Transaction& tx, std::string_view schema, const std::string& table) {
  CatalogTable result{table, {}, {}};
  std::vector<std::pair<std::int64_t, std::string>> key;
  for (const auto row : tx.query(columns_query, {std::string{schema}, table})) {
    CatalogColumn column;
    column.name = row.text("name");
    column.type = row.text("type");
    column.format = format_of(row.text("typname"), row.text("typcategory"));
    column.binary = binary_of(row);
    const auto initial = row.text("initial");
    column.generated = row.boolean("generated");
    column.varies = row.boolean("identity") || !is_constant(initial);
    column.needs_value = row.boolean("attnotnull") && initial.empty() && !row.boolean("identity");
    column.sequence = row.text("sequence");
    if (const auto position = row.integer("key_position"); position >= 0)
      key.emplace_back(position, column.name);
    result.columns.push_back(std::move(column));
  }
  if (result.columns.empty()) {
    throw Error{code::schema_missing,
                fmt::format("there is no table '{}' in schema '{}'", table, schema),
                {},
                "apply the migrations first: admctl migrate up"};
  }
  std::ranges::sort(key);
  for (auto& [position, name] : key) result.key.push_back(std::move(name));
  return result;
}

void check_table(const Entity& entity, const CatalogTable& table) {
  std::vector<std::string> known;
  for (const auto& column : table.columns) known.push_back(column.name);
  for (const auto& column : entity.columns) {
    const auto* live = table.find(column.name);
    if (!live) {
      refuse(column.place, fmt::format("table '{}' has no column '{}'.{}", table.name, column.name,
                                       did_you_mean(column.name, known)));
    }
    if (live->generated) {
      refuse(column.place,
             fmt::format("'{}' of table '{}' is computed by the database", column.name, table.name));
    }
    if (column.later && table.key.size() != 1) {
      refuse(column.place,
             fmt::format("'later' needs a primary key of one column, which '{}' has not", table.name));
    }
  }
  const auto is_given = [&](const CatalogColumn& column) {
    return std::ranges::find(entity.columns, column.name, &ColumnOut::name) != entity.columns.end();
  };
  for (const auto& column : table.columns) {
    if (column.generated || is_given(column)) continue;
    if (column.needs_value) {
      refuse(entity.place,
             fmt::format("'{}' gives no value for '{}', which must have one", entity.name, column.name));
    }
    if (column.varies) {
      refuse(entity.place, fmt::format("'{}' gives no value for '{}', whose default differs from run to run",
                                       entity.name, column.name));
    }
  }
  if (std::ranges::any_of(entity.columns, &ColumnOut::later)) {
    const auto key = std::ranges::find(entity.columns, table.key.front(), &ColumnOut::name);
    if (key == entity.columns.end())
      refuse(entity.place, fmt::format("'later' needs the key '{}'", table.key.front()));
  }
}

}  // namespace admctl::seed
