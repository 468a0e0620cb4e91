// The statements of a migration, found by PostgreSQL's own parser (libpg_query, the grammar of PostgreSQL 15).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/directives.hpp"
#include "lib/migrate/migration_files.hpp"
#include "lib/migrate/statement_facts.hpp"
#include "lib/migrate/transaction_rules.hpp"

namespace admctl::migrate {

struct Statement {
  std::size_t offset = 0;  // bytes from the beginning of Script::sql to its first word
  std::size_t length = 0;  // bytes, without the semicolon
};

struct Script {
  // The file's text without a byte order mark; lives as long as the file.
  std::string_view sql = {};
  // Without a BEGIN and COMMIT around all of them.
  std::vector<Statement> statements = {};
  // What cannot run in the migration's transaction, in order of the text.
  std::vector<Obstacle> obstacles = {};
  // What the parser said about a text that it does not understand, with its position. A server with a newer
  // grammar may understand it: the text is then one statement, unless part of it cannot be in a transaction.
  std::optional<std::string> unparsed = {};
  // One for each statement.
  std::vector<StatementFacts> facts = {};
  Directives directives = {};

  std::string_view text(const Statement& statement) const {
    return sql.substr(statement.offset, statement.length);
  }
  bool makes_table(const ObjectName& table) const;
};

// Throws code::migration_unparsed, with line and column, for bytes that are not UTF-8, for a zero byte and for
// a meta-command of psql, code::bad_directive for a directive that is not known. `file` must outlive the
// result.
Script parse_script(const MigrationFile& file);

}  // namespace admctl::migrate
