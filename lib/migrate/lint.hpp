// Checks migrations without a database: the rules of lint_rule.hpp over their statements, in the order in which
// they are applied, so that a table made earlier in the same migration is known to be empty.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/migrate/known_schema.hpp"
#include "lib/migrate/lint_rule.hpp"
#include "lib/migrate/migration_files.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/source_position.hpp"

namespace admctl::migrate {

struct LintFinding {
  const LintRule* rule = nullptr;
  std::string migration;
  std::string path;
  Position at;
  std::string what;
  std::string statement;             // its first line
  std::size_t statement_number = 0;  // from 0, in its migration; for suppressions that of the one they stand at
  std::optional<std::string> allowed;  // the reason it is suppressed with
};

struct LintedStatement {
  std::optional<ParsedStatement> tree;  // nullopt when the bundled parser does not understand it
  std::vector<StatementLock> locks;
};

struct LintedMigration {
  Script script;
  std::vector<LintedStatement> statements;  // as those of the script
  std::vector<LintFinding> findings;        // by place, suppressed ones too
};

// Reads one migration and takes over into `schema` what it does. A statement is let off a rule by a comment in
// front of it, or behind it in its last line:
//   -- admctl:allow index-not-concurrently: the table has ten rows
// with a rule's id or name, several separated by commas. `file` must outlive the result. Throws what
// parse_script() throws.
LintedMigration lint(const MigrationFile& file, KnownSchema& schema);

}  // namespace admctl::migrate
