#include "lib/migrate/history_detection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/foreign_history.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {

std::vector<HistoryFormat> find_histories(pg::Transaction& tx, const std::string& schema) {
  // A column that no other tool's table of that name has; dbmate's has `version` alone.
  const auto rows = tx.query(
      "SELECT t.format, (SELECT string_agg(a.attname, ',') FROM pg_attribute AS a WHERE a.attrelid = t.oid "
      "AND a.attnum > 0 AND NOT a.attisdropped) AS columns FROM (VALUES "
      "('prisma', to_regclass($1)::oid, 'migration_name'), "
      "('drizzle', to_regclass('drizzle.__drizzle_migrations')::oid, 'hash'), "
      "('supabase', to_regclass('supabase_migrations.schema_migrations')::oid, 'version'), "
      "('dbmate', to_regclass($2)::oid, 'version'), "
      "('native', to_regclass('admctl.migration')::oid, 'schema_name')) AS t(format, oid, mark) "
      "WHERE EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attname = t.mark)",
      {pg::quote(schema, "_prisma_migrations"), pg::quote(schema, "schema_migrations")});
  std::vector<HistoryFormat> out;
  for (const auto row : rows) {
    const auto format = parse_format(row.text("format"));
    const auto columns = split(row.text("columns"), ',');
    if (format == HistoryFormat::dbmate &&
        (columns.size() > 1 || is_foreign(tx, schema, "schema_migrations", columns)))
      continue;
    // The ledger has the table whoever keeps the history: only rows say that it is this one.
    if (format == HistoryFormat::native &&
        !tx.value("SELECT 1 FROM admctl.migration WHERE schema_name = $1 LIMIT 1", {schema}))
      continue;
    out.push_back(format);
  }
  return out;
}

HistoryFormat choose_format(std::span<const HistoryFormat> of_folder,
                            std::span<const HistoryFormat> in_database, HistoryFormat preferred) {
  std::vector<std::string> kept;
  for (const auto format : of_folder) {
    if (std::ranges::find(in_database, format) != in_database.end()) kept.emplace_back(format_name(format));
  }
  if (kept.size() > 1) {
    throw Error{code::history_ambiguous,
                fmt::format("the database has the migration histories of {}", join(kept, " and ")),
                "the folder may be of either", "say which with --history FORMAT"};
  }
  if (kept.size() == 1) return parse_format(kept.front());
  const bool fits = std::ranges::find(of_folder, preferred) != of_folder.end();
  return fits ? preferred : of_folder.front();
}

std::string current_schema(pg::Transaction& tx) {
  return tx.value("SELECT current_schema()").value_or("public");
}

}  // namespace admctl::migrate
