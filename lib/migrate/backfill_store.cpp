#include "lib/migrate/backfill_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::migrate {
namespace {

// Beyond this the planner's estimate will do: counting would read the whole index.
constexpr std::int64_t counted_rows = 1'000'000;
constexpr std::int64_t sampled_rows = 30'000;
constexpr std::int64_t ranges_for_a_worker = 4;

std::optional<Time> time_of(pg::RowView row, std::string_view column) {
  const auto text = row.get(column);
  return text ? parse_time(*text) : std::nullopt;
}

std::vector<BackfillState> load(pg::Transaction& tx, std::string_view condition, const pg::Params& params) {
  std::vector<BackfillState> out;
  if (!tx.value("SELECT to_regclass('admctl.backfill_range')")) return out;
  const auto rows = tx.query(
      fmt::format(
          "SELECT b.name, b.table_name, b.definition_hash, b.state, b.total, b.started_at, b.finished_at, "
          "sum(r.scanned)::bigint AS scanned, sum(r.changed)::bigint AS changed, sum(r.batches)::bigint AS "
          "batches, count(*) AS ranges, count(r.finished_at) AS finished_ranges, max(r.updated_at) AS "
          "updated_at "
          "FROM admctl.backfill AS b JOIN admctl.backfill_range AS r ON r.backfill = b.name {} "
          "GROUP BY b.name ORDER BY b.name",
          condition),
      params);
  for (const auto row : rows) {
    BackfillState state;
    state.name = row.text("name");
    state.table = row.text("table_name");
    state.hash = row.text("definition_hash");
    state.state = row.text("state");
    state.total = row.integer("total");
    state.scanned = row.integer("scanned");
    state.changed = row.integer("changed");
    state.batches = row.integer("batches");
    state.ranges = row.integer("ranges");
    state.finished_ranges = row.integer("finished_ranges");
    state.started_at = time_of(row, "started_at");
    state.last_batch_at = time_of(row, "updated_at");
    state.finished_at = time_of(row, "finished_at");
    out.push_back(std::move(state));
  }
  return out;
}

// Keys between the ranges, from a sample of the table.
std::vector<std::string> split_keys(pg::Transaction& tx, const Backfill& backfill, const BackfillKey& key,
                                    std::int64_t ranges) {
  std::vector<std::string> out;
  if (ranges < 2 || key.rows < ranges) return out;
  std::vector<std::string> fractions;
  for (std::int64_t i = 1; i < ranges; ++i) {
    fractions.push_back(fmt::format("{:.6f}", static_cast<double>(i) / static_cast<double>(ranges)));
  }
  const auto percent =
      std::clamp(100.0 * static_cast<double>(sampled_rows) / static_cast<double>(key.rows), 0.001, 100.0);
  const auto rows = tx.query(
      fmt::format(
          "SELECT d.k::text FROM (SELECT DISTINCT u.k FROM unnest((SELECT percentile_disc($1::float8[]) WITHIN "
          "GROUP (ORDER BY {0}) FROM {1} TABLESAMPLE SYSTEM ({2:.6f}))) AS u (k) WHERE u.k IS NOT NULL) AS d "
          "ORDER BY d.k",
          pg::quote(backfill.key), backfill.quoted_table(), percent),
      {pg::array_text(fractions)});
  for (const auto row : rows) out.emplace_back(row.text(0));
  return out;
}

BackfillKey check_key(pg::Transaction& tx, const Backfill& backfill) {
  const auto rows = tx.query(
      "SELECT format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, c.reltuples::bigint AS rows, EXISTS "
      "(SELECT "
      "FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam WHERE "
      "i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL AND m.amname = "
      "'btree') "
      "AS indexed FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
      "a.attisdropped WHERE c.oid = to_regclass($1) AND a.attname = $2",
      {backfill.quoted_table(), backfill.key});
  if (rows.empty()) {
    throw Error{code::bad_backfill,
                fmt::format("{}: there is no column {} of {}", backfill.name, backfill.key, backfill.table)};
  }
  const auto row = rows.front();
  if (!row.boolean("attnotnull")) {
    throw Error{code::bad_backfill, fmt::format("{}: the key {} may be NULL", backfill.name, backfill.key),
                "rows without a key would be missed", "use a column that is NOT NULL, such as the primary key"};
  }
  if (!row.boolean("indexed")) {
    throw Error{
        code::backfill_without_index,
        fmt::format("{}: no index of {} begins with {}", backfill.name, backfill.table, backfill.key),
        "every batch would read the whole table",
        fmt::format("CREATE INDEX CONCURRENTLY ON {} ({});", backfill.quoted_table(), pg::quote(backfill.key))};
  }
  BackfillKey key{std::string{row.text("type")}, row.integer("rows")};
  if (key.rows < counted_rows) {
    key.rows = tx.query(fmt::format("SELECT count(*) FROM {}", backfill.quoted_table())).front().integer(0);
  }
  return key;
}

// The server looks at them before anything is begun.
void check_expressions(pg::Transaction& tx, const Backfill& backfill) {
  std::vector<std::string> sets;
  for (const auto& each : backfill.sets)
    sets.push_back(fmt::format("{} = ({})", pg::quote(each.first), each.second));
  const auto condition = backfill.where ? fmt::format(" WHERE ({}\n)", *backfill.where) : "";
  try {
    tx.savepoint([&] {
      tx.query(fmt::format("EXPLAIN UPDATE {} SET {}{}", backfill.quoted_table(), join(sets, ", "), condition));
    });
  } catch (const pg::SqlError& error) {
    if (error.code() == code::no_privilege) throw;
    throw Error{code::bad_backfill,
                fmt::format("{}: set or where is not valid: {}", backfill.name, error.message()),
                error.detail()};
  }
}

}  // namespace

std::vector<BackfillState> list_backfills(pg::Transaction& tx) { return load(tx, "", {}); }

std::optional<BackfillState> find_backfill(pg::Transaction& tx, std::string_view name) {
  auto found = load(tx, "WHERE b.name = $1", {std::string{name}});
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

BackfillKey check_backfill(pg::Transaction& tx, const Backfill& backfill) {
  auto key = check_key(tx, backfill);
  check_expressions(tx, backfill);
  return key;
}

void begin_backfill(ops::Writer& writer, const Backfill& backfill, const BackfillKey& key,
                    std::int64_t workers) {
  auto& tx = writer.tx();
  tx.query(
      "INSERT INTO admctl.backfill (name, table_name, definition_hash, state, total, operation) "
      "VALUES ($1, $2, $3, 'running', $4, $5)",
      {backfill.name, backfill.table, backfill.hash(), std::to_string(key.rows), writer.id()});
  auto bounds = split_keys(tx, backfill, key, workers > 1 ? workers * ranges_for_a_worker : 1);
  std::optional<std::string> lower;
  // The last one is open: rows that come meanwhile are passed too.
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    const auto upper = i < bounds.size() ? std::optional{bounds[i]} : std::nullopt;
    tx.query("INSERT INTO admctl.backfill_range (backfill, nr, done_to, upper_key) VALUES ($1, $2, $3, $4)",
             {backfill.name, std::to_string(i), lower, upper});
    lower = upper;
  }
}

void set_backfill_state(pg::Transaction& tx, std::string_view name, std::string_view state) {
  tx.query(
      "UPDATE admctl.backfill SET state = $2, finished_at = CASE WHEN $2 IN ('done', 'cancelled') THEN "
      "clock_timestamp() END WHERE name = $1",
      {std::string{name}, std::string{state}});
}

}  // namespace admctl::migrate
