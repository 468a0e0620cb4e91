// The rows of 'migrate plan': statements with their locks, the size of what is locked, and findings.
#pragma once

#include <map>
#include <string>

#include "lib/core/report.hpp"
#include "lib/migrate/lint.hpp"
#include "lib/migrate/live_schema.hpp"

namespace admctl::commands {

using TableSizes = std::map<std::string, migrate::TableSize, std::less<>>;

// Without rows.
Table migrate_plan_table();
// A row for every statement of the migration.
void add_plan_rows(Table& table, const std::string& migration, const migrate::LintedMigration& linted,
                   const TableSizes& sizes);

}  // namespace admctl::commands
