#include "lib/migrate/supabase_history.hpp"

#include "lib/migrate/history_table.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/reconcile.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

HistoryTable the_table() { return {"supabase_migrations", "schema_migrations", {"version"}}; }

constexpr std::string_view columns = "(version text NOT NULL PRIMARY KEY, statements text[], name text)";

std::vector<Record> read_records(pg::Transaction& tx) {
  std::vector<Record> records;
  // Early versions of the tool kept no name.
  const auto rows = tx.query("SELECT version, to_jsonb(m) ->> 'name' AS name FROM " + the_table().quoted() +
                             " AS m ORDER BY version");
  for (const auto row : rows) {
    const std::string version{row.text("version")};
    records.push_back({version, row.is_null("name") ? version : version + '_' + std::string{row.text("name")}});
  }
  return records;
}

std::string name_part(const MigrationFile& file) {
  return file.name.size() > file.key().size() ? file.name.substr(file.key().size() + 1) : std::string{};
}

// An upsert, as the tool's own repair does it.
void insert(pg::Transaction& tx, const MigrationFile& file, const Script& script) {
  make_table(tx, the_table(), columns);
  const auto table = the_table().quoted();
  const auto complete = tx.value(
      "SELECT count(*) = 2 FROM pg_attribute WHERE attrelid = to_regclass($1) "
      "AND attname IN ('statements', 'name') AND NOT attisdropped",
      {table});
  if (complete != "t") {
    tx.query("ALTER TABLE " + table +
             " ADD COLUMN IF NOT EXISTS statements text[], ADD COLUMN IF NOT EXISTS name text");
  }
  std::vector<std::string> statements;
  for (const auto& statement : script.statements) statements.emplace_back(script.text(statement));
  tx.query("INSERT INTO " + table +
               " (version, name, statements) VALUES ($1, $2, $3) ON CONFLICT (version) "
               "DO UPDATE SET name = excluded.name, statements = excluded.statements",
           {file.key(), name_part(file), pg::array_text(statements)});
}

}  // namespace

Status SupabaseHistory::read(pg::Transaction& tx, std::span<const MigrationFile> files) const {
  auto status = look_at(tx, schema(), the_table());
  const auto records = status.has_history ? read_records(tx) : std::vector<Record>{};
  status.entries = reconcile(records, files, by_text);
  return status;
}

void SupabaseHistory::prepare(pg::Transaction& tx) const { make_table(tx, the_table(), columns); }

void SupabaseHistory::record(ops::Writer& writer, const MigrationFile& file, const Script& script) const {
  insert(writer.tx(), file, script);
  writer.count_bulk(table(), 1);
}

void SupabaseHistory::mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
  const auto rows =
      writer.tx().query("DELETE FROM " + the_table().quoted() + " WHERE version = $1", {entry.key});
  writer.count_bulk(table(), rows.affected());
}

}  // namespace admctl::migrate
