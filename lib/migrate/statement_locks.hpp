// What a statement locks and what it does to the rows of a table, told from its tree as PostgreSQL's
// documentation has it. What a server really does is observed by rehearsing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/known_schema.hpp"
#include "lib/migrate/parse_tree.hpp"

namespace admctl::migrate {

// From weak to strong, as PostgreSQL orders them.
enum class LockMode {
  access_share,
  row_share,
  row_exclusive,
  share_update_exclusive,
  share,
  share_row_exclusive,
  exclusive,
  access_exclusive,
};

// "ACCESS EXCLUSIVE"
std::string_view lock_name(LockMode mode);
// What waits meanwhile: "reads and writes", "writes", "other schema changes".
std::string_view blocks(LockMode mode);

struct StatementLock {
  std::string table;  // as dotted_name() has it
  LockMode mode = LockMode::access_share;
  bool rewrites = false;  // all rows are written anew
  bool scans = false;     // all rows are read while the lock is held
  bool is_new = false;    // the same migration made the table: nobody waits for it
};

// Locks on tables that were there before the statement, each table once with its strongest mode, in order of
// appearance. `schema` is that before the statement. Tables that a foreign key or an index drags in are named
// only when the statement or `schema` tells them.
std::vector<StatementLock> statement_locks(const ParsedStatement& statement, const KnownSchema& schema);

// Whether ALTER COLUMN ... TYPE writes all rows anew. `command` is its AlterTableCmd; a column that is not
// known is taken to be of another type.
bool type_change_rewrites(const Value& command, const KnownColumn* column);
// Why ADD COLUMN would write all rows anew: "the default calls random()"; empty when it does not.
std::string add_column_rewrite_reason(const Value& column);

}  // namespace admctl::migrate
