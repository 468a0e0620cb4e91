#include "lib/migrate/progress.hpp"

#include <algorithm>
#include <map>

#include "lib/core/sha256.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::migrate {
namespace {

bool has_progress(pg::Transaction& tx) {
  return tx.value("SELECT to_regclass('admctl.migration_progress')").has_value();
}

StatementProgress::State state_of(std::string_view text) {
  using enum StatementProgress::State;
  return text == "done" ? done : text == "failed" ? failed : running;
}

}  // namespace

std::string statement_hash(const Script& script, std::size_t statement) {
  return sha256_hex(script.text(script.statements[statement]));
}

Progress::Progress(const History& history, const MigrationFile& file)
    : schema_{history.schema()}, history_{history.table()}, name_{file.name} {}

std::vector<StatementProgress> Progress::load(pg::Transaction& tx) const {
  if (!has_progress(tx)) return {};
  std::vector<StatementProgress> out;
  const auto rows = tx.query(
      "SELECT p.statement, p.hash, p.state, p.error, p.backend_pid, a.pid IS NOT NULL AS alive "
      "FROM admctl.migration_progress AS p LEFT JOIN pg_stat_activity AS a ON a.pid = p.backend_pid "
      "AND a.backend_start = p.backend_start AND a.pid <> pg_backend_pid() AND a.state <> 'idle' "
      "WHERE p.schema_name = $1 AND p.history = $2 AND p.name = $3 ORDER BY p.statement",
      {schema_, history_, name_});
  for (const auto row : rows) {
    out.push_back({static_cast<std::size_t>(row.integer("statement")), std::string{row.text("hash")},
                   state_of(row.text("state")), row.get("error").value_or(""), row.boolean("alive"),
                   std::string{row.text("backend_pid")}});
  }
  return out;
}

void Progress::put(ops::Writer& writer, const Script& script, std::size_t statement, std::string_view state,
                   std::optional<std::string> error) const {
  ops::ensure_ledger(writer.tx(), ops::LedgerPart::progress);
  writer.tx().query(
      "INSERT INTO admctl.migration_progress AS p (schema_name, history, name, statement, hash, state, error, "
      "backend_pid, backend_start, finished_at) SELECT $1, $2, $3, $4, $5, $6, $7, pg_backend_pid(), "
      "(SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()), "
      "CASE WHEN $6 <> 'running' THEN clock_timestamp() END "
      "ON CONFLICT (schema_name, history, name, statement) DO UPDATE SET hash = excluded.hash, "
      "state = excluded.state, error = excluded.error, backend_pid = excluded.backend_pid, "
      "backend_start = excluded.backend_start, finished_at = excluded.finished_at, "
      "started_at = CASE WHEN excluded.state = 'running' THEN excluded.started_at ELSE p.started_at END",
      {schema_, history_, name_, std::to_string(statement), statement_hash(script, statement),
       std::string{state}, std::move(error)});
}

void Progress::start(ops::Writer& writer, const Script& script, std::size_t statement) const {
  put(writer, script, statement, "running", std::nullopt);
}

void Progress::done(ops::Writer& writer, const Script& script, std::size_t first, std::size_t count) const {
  for (auto i = first; i < first + count; ++i) put(writer, script, i, "done", std::nullopt);
}

void Progress::fail(ops::Writer& writer, const Script& script, std::size_t statement,
                    std::string_view error) const {
  put(writer, script, statement, "failed", std::string{error});
}

void Progress::clear(ops::Writer& writer) const {
  if (!has_progress(writer.tx())) return;
  writer.tx().query(
      "DELETE FROM admctl.migration_progress WHERE schema_name = $1 AND history = $2 AND name = $3",
      {schema_, history_, name_});
}

void add_progress(pg::Transaction& tx, const History& history, Status& status) {
  const auto may_have = [](const Entry& entry) { return entry.is_pending() || entry.state == State::failed; };
  if (std::ranges::none_of(status.entries, may_have) || !has_progress(tx)) return;
  const auto rows = tx.query(
      "SELECT name, count(*) FILTER (WHERE state = 'done') AS done, max(error) AS error "
      "FROM admctl.migration_progress WHERE schema_name = $1 AND history = $2 GROUP BY name",
      {history.schema(), std::string{history.table()}});
  for (const auto row : rows) {
    const auto entry = std::ranges::find(status.entries, row.text("name"), &Entry::name);
    if (entry == status.entries.end() || !may_have(*entry)) continue;
    entry->state = State::failed;
    entry->done_statements = static_cast<std::size_t>(row.integer("done"));
    if (entry->logs.empty()) entry->logs = row.get("error").value_or("");
  }
}

}  // namespace admctl::migrate
