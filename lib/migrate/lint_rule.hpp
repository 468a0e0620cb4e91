// A rule of lint: data plus a function over one statement. To add one, put it into the table of its subject and
// a file of examples into tests/data/lint; a test fails until both are there. Ids are never used again.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/known_schema.hpp"
#include "lib/migrate/statement_locks.hpp"

namespace admctl::migrate {

enum class LintSeverity {
  error,    // stops the application, loses data or fails
  warning,  // does so in some circumstances, or breaks programs that use the old shape
  info,     // worth knowing; never makes a check fail
};

std::string_view severity_name(LintSeverity severity);

// What the migration did before the statement that is being checked.
struct LintMigration {
  std::size_t statements = 0;     // of the whole migration
  bool has_lock_timeout = false;  // it set lock_timeout
  bool reported_lock_timeout = false;
  // Tables that it holds ACCESS EXCLUSIVE on.
  std::set<std::string> exclusively_locked;
  // "table.constraint" of constraints that it added NOT VALID.
  std::set<std::string> added_not_valid;
};

struct LintSubject {
  const ParsedStatement& statement;
  const std::string& text;
  const KnownSchema& schema;  // before the statement
  const LintMigration& migration;
  // Statements that come after it in the same migration.
  std::span<const ParsedStatement> following;
  std::vector<StatementLock> locks;

  std::string_view kind() const { return statement.kind; }
  const Value& node() const { return statement.node; }
};

// What is wrong, and where in the statement: bytes from its beginning.
using LintReport = std::function<void(std::string what, std::size_t offset)>;

struct LintRule {
  std::string_view id;    // "ADM-L020"
  std::string_view name;  // "index-not-concurrently"
  LintSeverity severity;
  std::string_view summary;
  std::string_view why;
  std::string_view rewrite;  // what to write instead; SQL lines are indented
  // nullptr for rules about the comments that suppress others.
  void (*check)(const LintSubject& subject, const LintReport& report);
};

// The commands of one subtype ("AT_AddColumn") of an ALTER TABLE, when the table was there before.
void each_alter(const LintSubject& subject, std::string_view subtype,
                const std::function<void(const std::string& table, const Value& command)>& visit);
// Columns that are added to such a table.
void each_added_column(const LintSubject& subject,
                       const std::function<void(const std::string& table, const Value& column)>& visit);

std::span<const LintRule> table_lint_rules();
std::span<const LintRule> index_lint_rules();
std::span<const LintRule> constraint_lint_rules();
std::span<const LintRule> type_lint_rules();
std::span<const LintRule> data_lint_rules();
std::span<const LintRule> suppression_lint_rules();

// All of them, by id.
std::span<const LintRule* const> lint_rules();
// By id ("ADM-L020", "L020") or name; nullptr when there is none.
const LintRule* find_lint_rule(std::string_view name);

}  // namespace admctl::migrate
