#include "lib/ops/row_history.hpp"

#include "lib/core/json_text.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::ops {
namespace {

Value json_or_null(pg::RowView row, std::string_view column) {
  return row.is_null(column) ? Value{} : parse_json(row.text(column));
}

// What the queries below select, over o and c.
constexpr std::string_view columns =
    "o.id, o.kind, o.actor, o.reason, o.ticket, c.key, c.before, c.after,"
    " to_char(o.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS time ";

RowChange read_change(std::string_view table, pg::RowView each) {
  RowChange found;
  found.operation = each.text("id");
  found.kind = each.text("kind");
  found.actor = each.text("actor");
  found.reason = each.get("reason");
  found.ticket = each.get("ticket");
  found.time = each.text("time");
  found.change = {std::string{table}, json_or_null(each, "key"), json_or_null(each, "before"),
                  json_or_null(each, "after"), false};
  return found;
}

}  // namespace

std::vector<RowChange> row_history(pg::Transaction& tx, const NamedRow& row, std::int64_t limit) {
  std::vector<RowChange> out;
  if (!has_ledger(tx)) return out;
  // The name is part of the images of inserts and deletes only; updates are found by the keys those had. There
  // are few keys, which the planner cannot know: OFFSET 0 makes it use the index for each.
  const auto rows = tx.query(
      "WITH keys AS MATERIALIZED ("
      " SELECT c.key FROM admctl.change AS c WHERE c.table_name = $1 AND NOT c.trail"
      "  AND $3 IN (c.after ->> $2, c.before ->> $2)"
      " UNION SELECT $4::jsonb WHERE $4 IS NOT NULL), "
      "c AS MATERIALIZED (SELECT found.* FROM keys CROSS JOIN LATERAL ("
      " SELECT * FROM admctl.change AS c WHERE c.table_name = $1 AND c.key = keys.key AND NOT c.trail OFFSET 0)"
      " AS found) "
      "SELECT " +
          std::string{columns} +
          "FROM c JOIN admctl.operation AS o ON o.id = c.operation ORDER BY o.seq DESC, c.seq DESC LIMIT $5",
      {row.table, row.column, row.name, row.key ? pg::Param{to_json(*row.key)} : std::nullopt,
       std::to_string(limit)});
  for (const auto each : rows) out.push_back(read_change(row.table, each));
  return out;
}

std::vector<RowChange> row_history(pg::Transaction& tx, std::string_view table, const Value& key,
                                   std::int64_t limit) {
  std::vector<RowChange> out;
  if (!has_ledger(tx)) return out;
  const auto rows = tx.query("SELECT " + std::string{columns} +
                                 "FROM admctl.change AS c JOIN admctl.operation AS o ON o.id = c.operation "
                                 "WHERE c.table_name = $1 AND c.key = $2::jsonb AND NOT c.trail ORDER BY o.seq "
                                 "DESC, c.seq DESC LIMIT $3",
                             {std::string{table}, to_json(key), std::to_string(limit)});
  for (const auto each : rows) out.push_back(read_change(table, each));
  return out;
}

}  // namespace admctl::ops
