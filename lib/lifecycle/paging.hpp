// The order of a list and its pages. A page starts after the last row of the one before (keyset), so that rows
// that come meanwhile neither shift nor repeat what is still to come.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/lifecycle/table_shape.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::lifecycle {

// By one column, then by key in the same direction; NULLs where PostgreSQL has them by default.
struct Order {
  const ColumnShape* column;  // the kind's key: by that alone
  const ColumnShape* key;
  bool descending;
  std::string value;  // SQL over r that is ordered by

  std::string name() const;  // "-createdAt"
  // "r.a DESC, r.id DESC" over `alias`.
  std::string sql(const platform::Pack& pack, const TableShape& shape, std::string_view alias = "r") const;
};

// Whether a list without a wish for its order begins with the highest key: the table is large, and no index
// gives its newest rows without reading all. Keys that begin with the time are nearly that order.
bool is_shown_by_key(const platform::Kind& kind, const TableShape& shape);

// `given`: key, label, created, updated or a column of the table, with '-' before it for descending. Without
// one: newest first, or by key when the kind has no created column, or as is_shown_by_key() tells.
// Throws code::usage, code::secret_column.
Order parse_order(const platform::Pack& pack, const platform::Kind& kind, const TableShape& shape,
                  const std::optional<std::string>& given);

// The place of a row in an order.
struct Place {
  std::optional<std::string> value;  // as text; nullopt: NULL
  std::string key;
};

// An opaque word without characters that a shell minds. It knows kind and order.
std::string to_cursor(const platform::Kind& kind, const Order& order, const Place& place);
// Throws code::bad_cursor when it is none, or one of another kind or order.
Place parse_cursor(const platform::Kind& kind, const Order& order, std::string_view cursor);

// SQL over r: rows that come after `place`.
std::string after_sql(const Order& order, const Place& place, pg::Params& params);

}  // namespace admctl::lifecycle
