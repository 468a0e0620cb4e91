#include "lib/migrate/prisma_history.hpp"

#include "lib/core/id.hpp"
#include "lib/migrate/history_table.hpp"
#include "lib/migrate/reconcile.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

HistoryTable table_in(const std::string& schema) {
  return {schema,
          "_prisma_migrations",
          {"id", "checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at",
           "applied_steps_count"}};
}

// Column for column what Prisma makes.
constexpr std::string_view columns =
    "(id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, "
    "migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, "
    "started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)";

std::vector<Record> read_records(pg::Transaction& tx, const std::string& table) {
  std::vector<Record> records;
  const auto rows =
      tx.query("SELECT migration_name, checksum, started_at, finished_at, rolled_back_at, logs FROM " + table +
               " ORDER BY started_at");
  for (const auto row : rows) {
    Record record{std::string{row.text("migration_name")}, {}, std::string{row.text("checksum")}};
    record.started_at = time_of(row, "started_at");
    record.finished_at = time_of(row, "finished_at");
    record.logs = row.get("logs").value_or("");
    record.unfinished = !record.finished_at;
    record.rolled_back = !row.is_null("rolled_back_at");
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

std::string PrismaHistory::qualified() const { return pg::quote(schema(), table()); }

Status PrismaHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  auto status = look_at(tx, schema(), table_in(schema()));
  const auto records = status.has_history ? read_records(tx, qualified()) : std::vector<Record>{};
  status.entries = reconcile(records, files, by_text);
  return status;
}

void PrismaHistory::prepare(pg::Transaction& tx) const { make_table(tx, table_in(schema()), columns); }

// Where row and statements share one transaction, a migration that fails leaves no row with its error in
// `logs`, which Prisma would leave because its statements may have taken effect: here none did, both tools see
// the migration as pending, and nobody has to resolve anything before the corrected file runs.
void PrismaHistory::record(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  make_table(writer.tx(), table_in(schema()), columns);
  writer.tx().query("INSERT INTO " + qualified() +
                        " (id, checksum, started_at, finished_at, migration_name, applied_steps_count) "
                        "VALUES ($1, $2, transaction_timestamp(), clock_timestamp(), $3, 1)",
                    {make_uuid_v4(), file.checksum, file.name});
  writer.count_bulk(table(), 1);
}

std::string PrismaHistory::begin(ops::Writer& writer, const MigrationFile& file) const {
  make_table(writer.tx(), table_in(schema()), columns);
  const auto id = make_uuid_v4();
  writer.tx().query("INSERT INTO " + qualified() +
                        " (id, checksum, started_at, migration_name) VALUES ($1, $2, clock_timestamp(), $3)",
                    {id, file.checksum, file.name});
  return id;
}

std::string PrismaHistory::resume(pg::Transaction& tx, const MigrationFile& file) const {
  if (!tx.value("SELECT to_regclass($1)", {qualified()})) return {};
  return tx
      .value("SELECT id FROM " + qualified() +
                 " WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL "
                 "ORDER BY started_at DESC LIMIT 1",
             {file.name})
      .value_or("");
}

void PrismaHistory::fail(ops::Writer& writer, const std::string& id, std::string_view why) const {
  writer.tx().query("UPDATE " + qualified() + " SET logs = $2 WHERE id = $1", {id, std::string{why}});
}

// The checksum again: what failed may have been corrected in the file since the row was made.
void PrismaHistory::finish(ops::Writer& writer, const std::string& id, const MigrationFile& file,
                           const Script&) const {
  require_one(writer.tx().query("UPDATE " + qualified() +
                                    " SET applied_steps_count = 1, finished_at = clock_timestamp(), "
                                    "checksum = $2, logs = NULL WHERE id = $1",
                                {id, file.checksum}),
              table());
  writer.count_bulk(table(), 1);
}

void PrismaHistory::mark_applied(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  make_table(writer.tx(), table_in(schema()), columns);
  writer.tx().query("UPDATE " + qualified() +
                        " SET rolled_back_at = clock_timestamp() "
                        "WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL",
                    {file.name});
  writer.tx().query("INSERT INTO " + qualified() +
                        " (id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count) "
                        "SELECT $1, $2, at, at, $3, '', 0 FROM clock_timestamp() AS at",
                    {make_uuid_v4(), file.checksum, file.name});
  writer.count_bulk(table(), 1);
}

void PrismaHistory::mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
  const auto rows = writer.tx().query(
      "UPDATE " + qualified() +
          " SET rolled_back_at = clock_timestamp() "
          "WHERE migration_name = $1 AND rolled_back_at IS NULL AND (finished_at IS NULL OR NOT $2)",
      {entry.key, entry.state == State::failed ? "true" : "false"});
  writer.count_bulk(table(), rows.affected());
}

}  // namespace admctl::migrate
