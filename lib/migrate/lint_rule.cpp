#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {

void each_alter(const LintSubject& subject, std::string_view subtype,
                const std::function<void(const std::string& table, const Value& command)>& visit) {
  if (subject.kind() != "AlterTableStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  for_each_command(subject.statement, [&](std::string_view each, const Value& command) {
    if (each == subtype) visit(table, command);
  });
}

void each_added_column(const LintSubject& subject,
                       const std::function<void(const std::string& table, const Value& column)>& visit) {
  each_alter(subject, "AT_AddColumn", [&](const std::string& table, const Value& command) {
    visit(table, command.at("def").at("ColumnDef"));
  });
}

}  // namespace admctl::migrate
