// What queries need to know of a table as it is in the database: its columns' types and which indexes serve an
// order or a condition.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/lifecycle/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct ColumnShape {
  // What a type is good for.
  enum class Sort { text, integer, number, boolean, time, uuid, choice, other };

  std::string name;
  std::string type;   // as format_type() shows it, with modifiers: "timestamp(3) without time zone"
  std::string plain;  // without modifiers: a cast to it neither cuts nor rounds
  Sort sort = Sort::other;
  bool nullable = true;
};

struct TableShape {
  std::string table;
  std::vector<ColumnShape> columns;
  std::vector<std::vector<std::string>> indexes;  // columns of every plain, valid B-tree index
  bool is_large = false;                          // more than 8 MiB: reading all of it takes its time

  const ColumnShape* find(std::string_view column) const;
  // By its name, or by its camelCase key. Throws code::usage with suggestions.
  const ColumnShape& column(std::string_view given) const;
  // An index that begins with these columns, in this order.
  bool has_index(std::span<const std::string> leading) const;
  bool has_index(std::string_view leading) const;
  ColumnTypes types() const;
};

// Two queries. Throws code::schema_missing, naming the table and what to run.
TableShape table_shape(pg::Transaction& tx, const platform::Pack& pack, std::string_view table);

}  // namespace admctl::lifecycle
