// Finding records and turning their columns into cells for people and machines.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"
#include "lib/core/report.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// "deal/1042" taken apart.
struct RecordAddress {
  const platform::Kind* kind = nullptr;
  std::string key;  // as given: label or primary key
};

// Throws code::usage when there is no '/', code::unknown_kind with suggestions.
RecordAddress parse_address(const platform::Pack& pack, std::string_view text);

// Singular or plural. Throws code::unknown_kind with suggestions.
const platform::Kind& find_kind(const platform::Pack& pack, std::string_view name);

// code::schema_missing: the platform's table is not there; names what to run.
Error missing_table(const platform::Pack& pack, std::string_view table);

// Types of a table's columns as format_type() names them, so that times and money are shown as such.
using ColumnTypes = std::map<std::string, std::string, std::less<>>;
// Throws code::schema_missing, naming the table and what to run.
ColumnTypes column_types(pg::Transaction& tx, const platform::Pack& pack, std::string_view table);

// One column of a row image (to_jsonb) as a cell: times in UTC, money readable, secrets masked.
Cell to_cell(const platform::Pack& pack, std::string_view table, std::string_view column, const Value& value,
             const ColumnTypes& types);

// SQL text: the revision of the row `alias`, 12 hex digits that change with any column of it. The same in every
// pg::Transaction, whose settings say how values are written.
std::string revision_sql(std::string_view alias = "r");

// A value of a row image as the text that the database takes back: strings as they are, the rest as JSON.
std::string text_of(const Value& value);

// "DEAL NUMBER" for dealNumber; "dealNumber" for deal_number.
std::string heading(std::string_view column);
std::string camel_case(std::string_view column);

// "deal/1042", by label when the kind has one, else by key. `row` is the record's image.
std::string address_of(const platform::Kind& kind, const Object& row);

}  // namespace admctl::lifecycle
