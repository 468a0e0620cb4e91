#include "lib/migrate/native_history.hpp"

#include "lib/migrate/history_table.hpp"
#include "lib/migrate/reconcile.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

// The ledger's own steps are rows of the same table, of schema "admctl".
std::vector<Record> read_records(pg::Transaction& tx, const std::string& schema) {
  std::vector<Record> records;
  // A ledger of an earlier version has no such column, and no migrations of a platform.
  if (!tx.value("SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('admctl.migration') "
                "AND attname = 'schema_name'"))
    return records;
  const auto rows = tx.query(
      "SELECT name, checksum, started_at, applied_at FROM admctl.migration WHERE schema_name = $1 ORDER BY "
      "name",
      {schema});
  for (const auto row : rows) {
    Record record{std::string{row.text("name")}, {}, std::string{row.text("checksum")}};
    record.started_at = time_of(row, "started_at");
    record.finished_at = time_of(row, "applied_at");
    record.unfinished = !record.finished_at;
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

Status NativeHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  auto status = look_at(tx, schema(), {"admctl", "migration", {"name", "checksum"}});
  const auto records = status.has_history ? read_records(tx, schema()) : std::vector<Record>{};
  status.has_history = !records.empty();
  status.entries = reconcile(records, files, by_text);
  return status;
}

// The ledger is there before anything else is written.
void NativeHistory::prepare(pg::Transaction& tx) const { require_insert(tx, "admctl.migration"); }

void NativeHistory::record(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  writer.tx().query(
      "INSERT INTO admctl.migration (schema_name, name, checksum, started_at, applied_at) "
      "VALUES ($1, $2, $3, transaction_timestamp(), clock_timestamp())",
      {schema(), file.name, file.checksum});
  writer.count_bulk(table(), 1);
}

std::string NativeHistory::begin(ops::Writer& writer, const MigrationFile& file) const {
  writer.tx().query(
      "INSERT INTO admctl.migration (schema_name, name, checksum, started_at, applied_at) "
      "VALUES ($1, $2, $3, clock_timestamp(), NULL)",
      {schema(), file.name, file.checksum});
  return file.name;
}

std::string NativeHistory::resume(pg::Transaction&, const MigrationFile& file) const { return file.name; }

void NativeHistory::finish(ops::Writer& writer, const std::string& id, const MigrationFile& file,
                           const Script&) const {
  require_one(writer.tx().query("UPDATE admctl.migration SET applied_at = clock_timestamp(), checksum = $3 "
                                "WHERE schema_name = $1 AND name = $2",
                                {schema(), id, file.checksum}),
              table());
  writer.count_bulk(table(), 1);
}

void NativeHistory::mark_applied(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  writer.tx().query(
      "INSERT INTO admctl.migration (schema_name, name, checksum, started_at, applied_at) "
      "SELECT $1, $2, $3, at, at FROM clock_timestamp() AS at ON CONFLICT (schema_name, name) "
      "DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at",
      {schema(), file.name, file.checksum});
  writer.count_bulk(table(), 1);
}

void NativeHistory::mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
  const auto rows = writer.tx().query("DELETE FROM admctl.migration WHERE schema_name = $1 AND name = $2",
                                      {schema(), entry.key});
  writer.count_bulk(table(), rows.affected());
}

}  // namespace admctl::migrate
