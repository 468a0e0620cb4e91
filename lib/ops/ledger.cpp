#include "lib/ops/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::ops {
namespace {

constexpr std::string_view time_format = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";

std::string operation_columns() {
  return fmt::format(
      "o.seq, o.id, o.kind, o.command, o.actor, o.db_role, o.os_user, o.host, o.reason, o.ticket, "
      "o.idempotency_key, "
      "o.forced, o.undoes, o.summary, to_char(o.started_at AT TIME ZONE 'UTC', {0}) AS started_at, "
      "to_char(o.finished_at AT TIME ZONE 'UTC', {0}) AS finished_at, o.prev_hash, o.hash",
      time_format);
}

Operation read_operation(pg::RowView row) {
  Operation operation;
  operation.seq = row.integer("seq");
  operation.id = row.text("id");
  operation.kind = row.text("kind");
  operation.command = row.text("command");
  operation.actor = row.text("actor");
  operation.db_role = row.text("db_role");
  operation.os_user = row.text("os_user");
  operation.host = row.text("host");
  operation.reason = row.get("reason");
  operation.ticket = row.get("ticket");
  operation.idempotency_key = row.get("idempotency_key");
  operation.forced = row.boolean("forced");
  operation.undoes = row.get("undoes");
  operation.summary = parse_json(row.text("summary"));
  operation.started_at = row.text("started_at");
  operation.finished_at = row.text("finished_at");
  operation.prev_hash = row.text("prev_hash");
  operation.hash = row.text("hash");
  return operation;
}

Value read_json(pg::RowView row, std::string_view column) {
  return row.is_null(column) ? Value{} : parse_json(row.text(column));
}

std::optional<Operation> find_one(pg::Transaction& tx, std::string_view condition, std::string_view param) {
  if (!has_ledger(tx)) return std::nullopt;
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM admctl.operation AS o WHERE {}", operation_columns(), condition),
               {std::string{param}});
  return rows.empty() ? std::nullopt : std::optional{read_operation(rows.front())};
}

// One statement for all changes of an operation, however many. An array for each column: one JSON document of
// all would be taken apart twice.
void insert_changes(pg::Transaction& tx, const std::string& operation, const std::vector<Change>& changes,
                    std::vector<ChangeText> texts) {
  if (changes.empty()) return;
  std::vector<std::string> tables;
  std::vector<std::string> keys;
  std::vector<std::string> before;
  std::vector<std::string> after;
  std::vector<std::string> trail;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    tables.push_back(changes[i].table);
    keys.push_back(std::move(texts[i].key));
    before.push_back(std::move(texts[i].before));
    after.push_back(std::move(texts[i].after));
    trail.emplace_back(changes[i].trail ? "t" : "f");
  }
  tx.query(
      "INSERT INTO admctl.change (operation, seq, table_name, key, before, after, trail) "
      "SELECT $1::uuid, c.seq, c.table_name, c.key::jsonb, nullif(c.before, 'null')::jsonb, "
      "nullif(c.after, 'null')::jsonb, c.trail "
      "FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[]) "
      "WITH ORDINALITY AS c (table_name, key, before, after, trail, seq)",
      {operation, pg::array_text(tables), pg::array_text(keys), pg::array_text(before), pg::array_text(after),
       pg::array_text(trail)});
}

}  // namespace

std::string append(pg::Transaction& tx, Operation& operation, const std::vector<Change>& changes) {
  if (!changes.empty()) ensure_ledger(tx, LedgerPart::changes);
  const auto head =
      tx.query(fmt::format("SELECT seq, hash, to_char(clock_timestamp() AT TIME ZONE 'UTC', {}) AS now, "
                           "pg_current_xact_id() AS xact FROM admctl.chain_head FOR UPDATE",
                           time_format));
  if (head.empty())
    throw Error{code::ledger_broken, "the ledger's chain head is missing", {}, "run 'admctl op verify'"};
  operation.seq = head.front().integer("seq") + 1;
  operation.prev_hash = head.front().text("hash");
  operation.finished_at = head.front().text("now");
  auto texts = texts_of(changes);
  operation.hash = chain_hash(operation, changes, texts);
  // Whoever follows the ledger is told when this transaction commits.
  tx.query(
      "WITH entry AS (INSERT INTO admctl.operation (seq, id, kind, command, actor, db_role, os_user, host, "
      "reason, ticket, idempotency_key, forced, undoes, summary, started_at, finished_at, prev_hash, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)) "
      "UPDATE admctl.chain_head SET seq = $1, hash = $18 RETURNING pg_notify('admctl_ledger', seq::text)",
      {std::to_string(operation.seq), operation.id, operation.kind, operation.command, operation.actor,
       operation.db_role, operation.os_user, operation.host, operation.reason, operation.ticket,
       operation.idempotency_key, operation.forced ? "true" : "false", operation.undoes,
       to_json(operation.summary), operation.started_at, operation.finished_at, operation.prev_hash,
       operation.hash});
  insert_changes(tx, operation.id, changes, std::move(texts));
  return std::string{head.front().text("xact")};
}

std::vector<Operation> list_operations(pg::Transaction& tx, const OperationFilter& filter) {
  std::vector<Operation> out;
  if (!has_ledger(tx)) return out;
  pg::Params params;
  std::string where = "true";
  if (filter.kind) where += " AND o.kind = " + pg::bind(params, filter.kind);
  if (filter.actor) where += " AND o.actor = " + pg::bind(params, filter.actor);
  if (filter.ticket) where += " AND o.ticket = " + pg::bind(params, filter.ticket);
  if (filter.forced) where += " AND o.forced";
  if (filter.since) where += " AND o.finished_at >= " + pg::bind(params, filter.since);
  if (filter.until) where += " AND o.finished_at < " + pg::bind(params, filter.until);
  if (filter.table) {
    where += " AND EXISTS (SELECT FROM admctl.change AS c WHERE c.operation = o.id AND c.table_name = " +
             pg::bind(params, filter.table);
    if (filter.key) where += " AND c.key = " + pg::bind(params, filter.key) + "::jsonb";
    where += ")";
  }
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM admctl.operation AS o WHERE {} ORDER BY o.seq DESC LIMIT {}",
                           operation_columns(), where, pg::bind(params, std::to_string(filter.limit))),
               params);
  for (const auto row : rows) out.push_back(read_operation(row));
  return out;
}

Operation find_operation(pg::Transaction& tx, std::string_view id) {
  const auto missing = [&] {
    return Error{code::no_such_operation,
                 fmt::format("the ledger has no operation '{}'", id),
                 {},
                 "run 'admctl op list' to see what there is"};
  };
  const bool plausible = !id.empty() && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
  if (!plausible || !has_ledger(tx)) throw missing();
  const auto rows = tx.query(fmt::format("SELECT {} FROM admctl.operation AS o WHERE o.id::text LIKE $1 || '%' "
                                         "ORDER BY o.seq DESC LIMIT 4",
                                         operation_columns()),
                             {std::string{id}});
  if (rows.empty()) throw missing();
  if (rows.size() > 1) {
    std::vector<std::string> candidates;
    for (const auto row : rows) candidates.emplace_back(row.text("id"));
    throw Error{code::no_such_operation, fmt::format("'{}' is the beginning of several operations", id),
                join(candidates, "\n"), "give more of the id"};
  }
  return read_operation(rows.front());
}

std::optional<Operation> find_by_idempotency_key(pg::Transaction& tx, std::string_view key) {
  return find_one(tx, "o.idempotency_key = $1", key);
}

std::optional<Operation> find_undo_of(pg::Transaction& tx, std::string_view id) {
  return find_one(tx, "o.undoes = $1::uuid", id);
}

std::vector<Operation> load_operations_after(pg::Transaction& tx, std::int64_t seq, std::int64_t limit) {
  std::vector<Operation> out;
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM admctl.operation AS o WHERE o.seq > $1 ORDER BY o.seq LIMIT $2",
                           operation_columns()),
               {std::to_string(seq), std::to_string(limit)});
  for (const auto row : rows) out.push_back(read_operation(row));
  return out;
}

std::vector<Change> load_changes(pg::Transaction& tx, std::string_view id) {
  std::vector<Change> out;
  const auto rows = tx.query(
      "SELECT table_name, key, before, after, trail FROM admctl.change WHERE operation = $1::uuid ORDER BY seq",
      {std::string{id}});
  for (const auto row : rows) {
    out.push_back({std::string{row.text("table_name")}, read_json(row, "key"), read_json(row, "before"),
                   read_json(row, "after"), row.boolean("trail")});
  }
  return out;
}

}  // namespace admctl::ops
