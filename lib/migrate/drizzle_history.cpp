#include "lib/migrate/drizzle_history.hpp"

#include <algorithm>

#include "lib/migrate/history_table.hpp"
#include "lib/migrate/reconcile.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

HistoryTable the_table() { return {"drizzle", "__drizzle_migrations", {"id", "hash", "created_at"}}; }

constexpr std::string_view columns = "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)";

std::vector<Record> read_records(pg::Transaction& tx) {
  std::vector<Record> records;
  const auto rows = tx.query("SELECT hash, created_at FROM " + the_table().quoted() + " ORDER BY id");
  for (const auto row : rows) {
    std::string when{row.text("created_at")};
    auto name = "made at " + when;
    records.push_back({std::move(when), std::move(name), std::string{row.text("hash")}});
  }
  return records;
}

// Wherever the journal has it, its tool compares the time alone with that of the newest row.
void judge_times(std::span<const Record> records, std::vector<Entry>& entries) {
  const auto newest = std::ranges::max_element(records, by_number, &Record::key);
  if (newest == records.end()) return;
  for (auto& entry : entries) {
    const bool left_out = !by_number(newest->key, entry.key);
    if (entry.state == State::pending && left_out) entry.state = State::out_of_order;
    if (entry.state == State::out_of_order && !left_out) entry.state = State::pending;
  }
}

void insert(pg::Transaction& tx, const MigrationFile& file) {
  make_table(tx, the_table(), columns);
  // Never another time: the tool leaves out whatever is older than the newest row.
  tx.query("INSERT INTO " + the_table().quoted() + " (hash, created_at) VALUES ($1, $2)",
           {file.checksum, file.key()});
}

}  // namespace

Status DrizzleHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  auto status = look_at(tx, schema(), the_table());
  const auto records = status.has_history ? read_records(tx) : std::vector<Record>{};
  status.entries = reconcile(records, files, by_number);
  judge_times(records, status.entries);
  return status;
}

void DrizzleHistory::prepare(pg::Transaction& tx) const { make_table(tx, the_table(), columns); }

void DrizzleHistory::record(ops::Writer& writer, const MigrationFile& file, const Script&) const {
  insert(writer.tx(), file);
  writer.count_bulk(table(), 1);
}

void DrizzleHistory::mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
  const auto rows =
      writer.tx().query("DELETE FROM " + the_table().quoted() + " WHERE created_at = $1", {entry.key});
  writer.count_bulk(table(), rows.affected());
}

}  // namespace admctl::migrate
