// Conditions on columns as people write them: "notes=late", "dealNumber>=1000", "txHash=null".
#pragma once

#include <string>
#include <string_view>

#include "lib/lifecycle/table_shape.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::lifecycle {

struct Condition {
  std::string sql;     // over r
  std::string column;  // what it is about
  bool equality = false;
};

// COLUMN followed by one of = != < > <= >= and a value of the column's type. Money takes its unit too: 12.5TON.
// "column=" is empty (NULL or the empty text), "column=null" is NULL; both also with !=. `!=` holds for NULL.
// The value is tried on the server first, in a savepoint.
// Throws code::usage (no operator, unknown column, value not of the type, order of a type without one),
// code::secret_column.
Condition parse_condition(pg::Transaction& tx, const platform::Pack& pack, const TableShape& shape,
                          std::string_view text, pg::Params& params);

// A column as SQL over `alias` in the order that people expect: money text as a number, enums by name.
std::string ordered_sql(const platform::Pack& pack, const TableShape& shape, const ColumnShape& column,
                        std::string_view alias = "r");

// Throws code::secret_column.
void check_not_secret(const platform::Pack& pack, std::string_view table, std::string_view column);

// Whether the server reads `value` as that type. Keeps the transaction usable.
bool is_value_of(pg::Transaction& tx, const ColumnShape& column, std::string_view value);

}  // namespace admctl::lifecycle
