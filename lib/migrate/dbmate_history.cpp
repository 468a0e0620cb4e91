#include "lib/migrate/dbmate_history.hpp"

#include "lib/migrate/history_table.hpp"
#include "lib/migrate/reconcile.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

HistoryTable table_in(const std::string& schema) { return {schema, "schema_migrations", {"version"}}; }

constexpr std::string_view columns = "(version character varying PRIMARY KEY)";

std::vector<Record> read_records(pg::Transaction& tx, const std::string& table) {
  std::vector<Record> records;
  const auto rows = tx.query("SELECT version FROM " + table + " ORDER BY version");
  for (const auto row : rows) records.push_back({std::string{row.text("version")}, {}});
  return records;
}

}  // namespace

std::string DbmateHistory::qualified() const { return pg::quote(schema(), table()); }

Status DbmateHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  auto status = look_at(tx, schema(), table_in(schema()));
  const auto records = status.has_history ? read_records(tx, qualified()) : std::vector<Record>{};
  status.entries = reconcile(records, files, by_text);
  return status;
}

void DbmateHistory::prepare(pg::Transaction& tx) const { make_table(tx, table_in(schema()), columns); }

void DbmateHistory::record(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  make_table(writer.tx(), table_in(schema()), columns);
  writer.tx().query("INSERT INTO " + qualified() + " (version) VALUES ($1)", {file.key()});
  writer.count_bulk(table(), 1);
}

void DbmateHistory::mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
  const auto rows = writer.tx().query("DELETE FROM " + qualified() + " WHERE version = $1", {entry.key});
  writer.count_bulk(table(), rows.affected());
}

}  // namespace admctl::migrate
