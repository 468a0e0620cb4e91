#include "lib/migrate/foreign_history.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

struct Tool {
  std::string_view name;
  std::string_view table;   // "schema.table" when it is not in the schema of the platform
  std::string_view column;  // one that nobody else's table of that name has
};

constexpr std::array tools{
    Tool{"golang-migrate", "schema_migrations", "dirty"},
    Tool{"Ecto", "schema_migrations", "inserted_at"},
    Tool{"Flyway", "flyway_schema_history", "installed_rank"},
    Tool{"Liquibase", "databasechangelog", "md5sum"},
    Tool{"goose", "goose_db_version", "version_id"},
    Tool{"Sqitch", "sqitch.changes", "change_id"},
    Tool{"Alembic", "alembic_version", "version_num"},
    Tool{"Django", "django_migrations", "app"},
    Tool{"Knex", "knex_migrations", "migration_time"},
    Tool{"Sequelize", "SequelizeMeta", "name"},
    Tool{"node-pg-migrate", "pgmigrations", "run_on"},
    Tool{"graphile-migrate", "graphile_migrate.migrations", "previous_hash"},
    Tool{"sqlx", "_sqlx_migrations", "execution_time"},
    Tool{"Diesel", "__diesel_schema_migrations", "run_on"},
    Tool{"Entity Framework", "__EFMigrationsHistory", "MigrationId"},
    Tool{"Atlas", "atlas_schema_revisions.atlas_schema_revisions", "partial_hashes"},
    Tool{"postgrator", "schemaversion", "run_at"},
};

// Rails keeps `version` alone, as dbmate does, but has a second table.
constexpr std::string_view rails_table = "ar_internal_metadata";

bool is_rails(pg::Transaction& tx, std::string_view schema, std::string_view table,
              std::span<const std::string> columns) {
  return table == "schema_migrations" && columns.size() == 1 &&
         tx.value("SELECT to_regclass($1)", {pg::quote(schema, rails_table)}).has_value();
}

std::string quoted(std::string_view schema, std::string_view table) {
  const auto dot = table.find('.');
  return dot == std::string_view::npos ? pg::quote(schema, table)
                                       : pg::quote(table.substr(0, dot), table.substr(dot + 1));
}

}  // namespace

bool is_foreign(pg::Transaction& tx, std::string_view schema, std::string_view table,
                std::span<const std::string> columns) {
  return is_rails(tx, schema, table, columns);
}

Error foreign_history_error(pg::Transaction& tx, std::string_view schema, std::string_view table,
                            std::span<const std::string> columns) {
  const auto* tool = std::ranges::find_if(tools, [&](const Tool& each) {
    return each.table == table && std::ranges::find(columns, each.column) != columns.end();
  });
  const auto owner = is_rails(tx, schema, table, columns) ? "Rails"
                     : tool != tools.end()                ? tool->name
                                                          : "another tool";
  return {code::history_foreign,
          fmt::format("{} is the migration history of {}, which admctl does not continue",
                      pg::quote(schema, table), owner),
          fmt::format("its columns are {}", join(columns, ", ")),
          "name the format of your migrations with --history, or keep these two in different schemas"};
}

std::optional<std::string> find_foreign_history(pg::Transaction& tx, std::string_view schema) {
  std::vector<std::string> names;
  std::vector<std::string> tables;
  std::vector<std::string> columns;
  for (const auto& tool : tools) {
    names.push_back(fmt::format("{} ({})", tool.name, tool.table));
    tables.push_back(quoted(schema, tool.table));
    columns.emplace_back(tool.column);
  }
  return tx.value(
      "SELECT t.name FROM unnest($1::text[], $2::text[], $3::text[]) AS t(name, tab, col) "
      "JOIN pg_attribute AS a ON a.attrelid = to_regclass(t.tab)::oid AND a.attname = t.col LIMIT 1",
      {pg::array_text(names), pg::array_text(tables), pg::array_text(columns)});
}

}  // namespace admctl::migrate
