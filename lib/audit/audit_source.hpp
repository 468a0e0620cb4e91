// Where audit rows come from: the platform's audit table, its event tables, and the ledger. Knows which column
// means what and how each becomes text; runs no query over the rows themselves.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

// The fields that every source has in common, in the order in which they are shown.
enum class Common {
  time,
  source,
  actor,
  actor_type,
  action,
  resource,
  resource_id,
  old_value,
  new_value,
  reason,
  ticket,
  operation,
  id
};
inline constexpr std::size_t common_count = 13;
// As it stands in output: "actorType".
std::string_view common_name(Common field);

enum class SourceKind { audit, events, ledger };
// "audit", "events", "ledger": as --source and the field `source` have it.
std::string_view source_name(SourceKind kind);

// What a column's text is in JSON.
enum class ColumnType { text, number, boolean, json, timestamp };

struct SourceColumn {
  std::string name;
  std::string sql;  // its value as one SELECT item
  ColumnType type = ColumnType::text;
  bool in_row = true;         // false: made for a common field, no column of the source row
  bool holds_values = false;  // JSON with the values of the changed record
};

// SQL that gives text, for filters; empty: the source does not keep it.
struct FilterColumns {
  std::string time;  // a timestamp
  std::vector<std::string> actor;
  std::string action;
  std::string resource;
  std::string resource_id;
  std::string operation;
};

struct Source {
  SourceKind kind = SourceKind::audit;
  std::string table;  // whose columns these are; "operation" for the ledger
  std::string from;   // SQL
  std::vector<SourceColumn> columns;
  std::array<std::optional<std::size_t>, common_count> common;  // which column it is
  // The column whose members operator, reason, ticket and operation stand in for common fields without a
  // column.
  std::optional<std::size_t> metadata;
  FilterColumns filter;
  std::vector<std::string> order;  // SQL: time, then key
  // The time is never NULL, and an index leads to it.
  bool time_is_indexed = false;
  double estimated_rows = 0;  // as the server guesses
  bool is_empty = false;      // the ledger does not exist yet

  bool is_common(std::size_t column) const { return std::ranges::find(common, column) != common.end(); }
  std::optional<std::size_t> column_of(Common field) const { return common[static_cast<std::size_t>(field)]; }
};

// The sources of those kinds that the platform has, in the order of SourceKind and of the pack: rows of the
// same time are told apart by it. No kinds: all. Throws code::no_such_source for a kind that the platform does
// not have, code::schema_missing when a table or a mapped column does not exist.
std::vector<Source> find_sources(pg::Transaction& tx, const platform::Pack& pack,
                                 std::span<const SourceKind> kinds = {});

}  // namespace admctl::audit
