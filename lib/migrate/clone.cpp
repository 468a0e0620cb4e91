#include "lib/migrate/clone.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/pg/copy.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::migrate {
namespace {

struct CopiedTable {
  std::string name;  // quoted, with its schema
  std::vector<std::string> columns;
};

pg::Transaction::Options unhurried() {
  pg::Transaction::Options options;
  options.timeouts.statement = Millis{0};
  return options;
}

// Those with rows of their own and columns that may be written.
std::vector<CopiedTable> tables_of(pg::Transaction& tx) {
  std::vector<CopiedTable> tables;
  const auto rows = tx.query(
      "SELECT format('%I.%I', n.nspname, c.relname), a.attname FROM pg_class AS c JOIN pg_namespace AS n "
      "ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 "
      "AND NOT a.attisdropped AND a.attgenerated = '' WHERE c.relkind = 'r' AND c.relpersistence = 'p' "
      "AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'admctl') "
      "AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1, a.attnum");
  for (const auto row : rows) {
    if (tables.empty() || tables.back().name != row.text(0)) tables.push_back({std::string{row.text(0)}, {}});
    tables.back().columns.emplace_back(row.text(1));
  }
  return tables;
}

}  // namespace

std::vector<std::string> restore_schema(pg::Session& clone, std::string_view dump) {
  const MigrationFile file{"schema", "pg_dump", std::string{dump}, {}};
  const auto script = parse_script(file);
  std::vector<std::string> left_out;
  for (const auto& statement : script.statements) {
    const auto text = script.text(statement);
    try {
      pg::Transaction tx{clone, unhurried()};
      tx.script(text);
      tx.commit();
    } catch (const pg::SqlError& error) {
      if (error.sqlstate() == "42P06") continue;  // schema public is there already
      left_out.push_back(fmt::format("{}: {}", trim(text.substr(0, text.find('\n'))), error.message()));
    }
  }
  return left_out;
}

CopiedRows copy_rows(pg::Session& target, pg::Session& clone, std::int64_t limit) {
  auto reading = pg::Transaction::Options::snapshot();
  reading.timeouts.statement = Millis{0};
  pg::Transaction from{target, reading};
  pg::Transaction into{clone, unhurried()};
  into.query("SET LOCAL session_replication_role = replica");
  CopiedRows copied;
  for (const auto& table : tables_of(from)) {
    const auto exists = into.value("SELECT 1 WHERE to_regclass($1) IS NOT NULL", {table.name});
    if (!exists) continue;
    pg::CopyIn in{into, table.name, table.columns};
    const auto query =
        fmt::format("SELECT {} FROM {} LIMIT {}", pg::quote_list(table.columns), table.name, limit + 1);
    std::int64_t seen = 0;
    pg::copy_out(from, query, "", [&](std::string_view row) {
      if (++seen <= limit) in.write(row);
    });
    copied.rows += in.finish();
    copied.cut += seen > limit ? 1 : 0;
    ++copied.tables;
  }
  into.query("ANALYZE");
  into.commit();
  return copied;
}

}  // namespace admctl::migrate
