#include "lib/migrate/prisma_history.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

struct Record {
  std::string checksum;
  std::optional<Time> started_at;
  std::optional<Time> finished_at;
  bool rolled_back = false;
  std::string logs;
};

std::optional<Time> time_of(pg::RowView row, std::string_view column) {
  return row.is_null(column) ? std::nullopt : parse_time(row.text(column));
}

using Records = std::map<std::string, std::vector<Record>, std::less<>>;

Records read_records(pg::Transaction& tx, std::string_view table) {
  Records records;
  const auto rows = tx.query(
      fmt::format("SELECT migration_name, checksum, started_at, finished_at, rolled_back_at, logs FROM {} "
                  "ORDER BY started_at",
                  table));
  for (const auto row : rows) {
    records[std::string{row.text("migration_name")}].push_back(
        {std::string{row.text("checksum")}, time_of(row, "started_at"), time_of(row, "finished_at"),
         !row.is_null("rolled_back_at"), row.get("logs").value_or("")});
  }
  return records;
}

// A name may have several rows: attempts that failed and were marked as rolled back, then one that counts. An
// unfinished row that nobody resolved blocks, whatever else there is.
const Record& deciding_record(const std::vector<Record>& records) {
  const auto failed = std::ranges::find_if(
      records, [](const Record& record) { return !record.rolled_back && !record.finished_at; });
  if (failed != records.end()) return *failed;
  const auto live =
      std::find_if(records.rbegin(), records.rend(), [](const Record& record) { return !record.rolled_back; });
  return live != records.rend() ? *live : records.back();
}

State state_of(const Record& record, const MigrationFile* file) {
  if (record.rolled_back) return State::rolled_back;
  if (!record.finished_at) return State::failed;
  if (!file) return State::missing;
  return has_checksum(*file, record.checksum) ? State::applied : State::edited;
}

bool is_done(const Entry& entry) {
  return entry.state == State::applied || entry.state == State::edited || entry.state == State::missing;
}

std::vector<Entry> combine(const Records& records, std::span<const MigrationFile> files) {
  std::map<std::string_view, Entry> entries;
  for (const auto& file : files) {
    auto& entry = entries[file.name];
    entry.name = file.name;
    entry.file = &file;
  }
  for (const auto& [name, attempts] : records) {
    auto& entry = entries[name];
    const auto& record = deciding_record(attempts);
    entry.name = name;
    entry.state = state_of(record, entry.file);
    entry.checksum = record.checksum;
    entry.started_at = record.started_at;
    entry.finished_at = record.finished_at;
    entry.logs = record.logs;
  }
  std::vector<Entry> out;
  for (auto& [name, entry] : entries) out.push_back(std::move(entry));
  const auto last_done = std::find_if(out.rbegin(), out.rend(), is_done);
  for (auto& entry : out) {
    const bool before_last = last_done != out.rend() && entry.name < last_done->name;
    if (entry.state == State::pending && before_last) entry.state = State::out_of_order;
  }
  return out;
}

}  // namespace

PrismaHistory::PrismaHistory(std::string schema) : schema_{std::move(schema)} {}

std::string PrismaHistory::qualified() const { return pg::quote(schema_, table()); }

Status PrismaHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  // Prisma counts tables alone, and forgives those of PostGIS; here those of any extension are forgiven.
  const auto found = tx.query(
      "SELECT to_regclass($1) IS NOT NULL, EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = "
      "to_regnamespace($2) "
      "AND c.relkind IN ('r', 'p') AND c.relname <> $3 AND NOT EXISTS (SELECT FROM pg_depend AS d "
      "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))",
      {qualified(), pg::quote(schema_), std::string{table()}});
  Status status;
  status.has_history = found.front().boolean(0);
  status.schema_in_use = found.front().boolean(1);
  status.entries = combine(status.has_history ? read_records(tx, qualified()) : Records{}, files);
  return status;
}

void PrismaHistory::make_table(pg::Transaction& tx) const {
  if (tx.value("SELECT to_regclass($1)", {qualified()})) return;
  if (!tx.value("SELECT to_regnamespace($1)", {pg::quote(schema_)}))
    tx.query("CREATE SCHEMA " + pg::quote(schema_));
  // Column for column what Prisma makes.
  tx.query("CREATE TABLE " + qualified() +
           " (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, "
           "migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, "
           "started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)");
}

// Row and statements share one transaction. So a migration that fails leaves no row with its error in `logs`,
// which Prisma would leave because its statements may have taken effect: here none did, both tools see the
// migration as pending, and nobody has to resolve anything before the corrected file runs.
std::string PrismaHistory::begin(ops::Writer& writer, const MigrationFile& file) const {
  auto& tx = writer.tx();
  make_table(tx);
  const auto id = make_uuid_v4();
  tx.query("INSERT INTO " + qualified() +
               " (id, checksum, started_at, migration_name) VALUES ($1, $2, clock_timestamp(), $3)",
           {id, file.checksum, file.name});
  return id;
}

void PrismaHistory::finish(ops::Writer& writer, const std::string& id) const {
  const auto rows = writer.tx().query(
      "UPDATE " + qualified() + " SET applied_steps_count = 1, finished_at = clock_timestamp() WHERE id = $1",
      {id});
  if (rows.affected() != 1) {
    throw Error{code::migration_failed,
                fmt::format("the migration removed its own row from {}", table()),
                {},
                "a migration must leave the history to its tool"};
  }
  writer.count_bulk(table(), 1);
}

std::string PrismaHistory::baseline_hint() const {
  return "if these migrations made the tables, record each of them with 'prisma migrate resolve --applied "
         "NAME'; "
         "else choose an empty database";
}

std::string PrismaHistory::failed_hint(std::string_view name) const {
  return fmt::format(
      "look at what it left, put that right, then run 'prisma migrate resolve --rolled-back {0}' to try it "
      "again or "
      "'prisma migrate resolve --applied {0}' if it is complete",
      name);
}

}  // namespace admctl::migrate
