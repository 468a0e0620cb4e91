#include "lib/migrate/quick_statements.hpp"

#include <algorithm>
#include <array>
#include <cctype>

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

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() > word.size() && to_lower(text.substr(0, word.size())) == word &&
         std::isspace(static_cast<unsigned char>(text[word.size()]));
}

// Takes `word` and the white space behind it off the front, if it is there.
bool take(std::string_view& text, std::string_view word) {
  if (!begins_with(text, word)) return false;
  text = trim(text.substr(word.size()));
  return true;
}

// Takes an identifier off the front, as the server reads it.
std::string take_identifier(std::string_view& text) {
  std::string out;
  std::size_t i = 0;
  if (text.starts_with('"')) {
    for (i = 1; i < text.size(); ++i) {
      if (text[i] == '"' && !text.substr(++i).starts_with('"')) break;
      out += text[i];
    }
  } else {
    while (i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_')) ++i;
    out = to_lower(text.substr(0, i));
  }
  text.remove_prefix(i);
  return out;
}

// "orders" of INSERT INTO shop.orders (id) ...; empty when it cannot be told.
std::string table_inserted_into(std::string_view statement) {
  if (!take(statement, "insert") || !take(statement, "into")) return {};
  auto name = take_identifier(statement);
  if (statement.starts_with('.')) {
    statement.remove_prefix(1);
    name = take_identifier(statement);
  }
  const bool ends = !statement.empty() &&
                    (statement.front() == '(' || std::isspace(static_cast<unsigned char>(statement.front())));
  return ends ? name : std::string{};
}

// Leaves the tables that the statement has not filled, as far as it tells itself: triggers may do more. Its
// text is looked at, for the trees of queries can be megabytes.
void leave_unfilled(std::vector<ObjectName>& tables, std::string_view statement) {
  if (tables.empty() || begins_with(statement, "update") || begins_with(statement, "delete")) return;
  const auto filled = table_inserted_into(statement);
  // Any other query, call or block may fill any of them.
  std::erase_if(tables, [&](const ObjectName& table) { return filled.empty() || table.name == filled; });
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
    if (!out[i]) leave_unfilled(empty_tables, script.text(script.statements[i]));
    if (facts.creates_table) empty_tables.push_back(*facts.creates_table);
  }
  return out;
}

}  // namespace admctl::migrate
