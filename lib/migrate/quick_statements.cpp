#include "lib/migrate/quick_statements.hpp"

#include <algorithm>
#include <array>

#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

bool changes_the_catalog_only(std::string_view kind) {
  constexpr std::array kinds{
      "CreateStmt",         "CreateSchemaStmt", "CreateEnumStmt", "CompositeTypeStmt", "CreateSeqStmt",
      "CreateFunctionStmt", "ViewStmt",         "CreateTrigStmt", "AlterEnumStmt",     "CommentStmt",
      "GrantStmt",          "CreatePolicyStmt", "RenameStmt",     "DropStmt"};
  return std::ranges::find(kinds, kind) != kinds.end();
}

// The table whose rows it reads or rewrites.
const ObjectName* table_worked_on(const StatementFacts& facts) {
  if (facts.alters_table) return &*facts.alters_table;
  return facts.builds_index && !facts.builds_index->concurrently ? &facts.builds_index->table : nullptr;
}

// Any other query, call or block may fill a table.
bool only_changes_rows(std::string_view statement) {
  const auto word = to_lower(statement.substr(0, 7));
  return word.starts_with("update ") || word.starts_with("delete ");
}

}  // namespace

std::vector<bool> quick_statements(const Script& script, std::vector<ObjectName>& empty_tables) {
  std::vector<bool> out(script.statements.size(), false);
  if (script.unparsed) {
    empty_tables.clear();
    return out;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto& facts = script.facts[i];
    if (const auto* table = table_worked_on(facts)) {
      out[i] = std::ranges::find(empty_tables, *table) != empty_tables.end();
      continue;
    }
    out[i] = changes_the_catalog_only(facts.kind);
    if (!out[i] && !only_changes_rows(script.text(script.statements[i]))) empty_tables.clear();
    if (facts.creates_table) empty_tables.push_back(*facts.creates_table);
  }
  return out;
}

}  // namespace admctl::migrate
