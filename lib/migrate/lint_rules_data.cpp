// Rules about rows, new columns, and what a migration does to its session.
#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {
namespace {

void rewriting_default(const LintSubject& subject, const LintReport& report) {
  each_added_column(subject, [&](const std::string& table, const Value& column) {
    const auto reason = add_column_rewrite_reason(column);
    if (reason.empty() || !constraint_of(column, "CONSTR_GENERATED").is_null()) return;
    report(fmt::format("all rows of {} are written anew: {}", table, reason), location_of(column));
  });
}

void generated_column(const LintSubject& subject, const LintReport& report) {
  each_added_column(subject, [&](const std::string& table, const Value& column) {
    if (constraint_of(column, "CONSTR_GENERATED").is_null()) return;
    report(
        fmt::format("all rows of {} are written anew to compute {}", table, column.at("colname").string_or("")),
        location_of(column));
  });
}

void not_null_without_default(const LintSubject& subject, const LintReport& report) {
  each_added_column(subject, [&](const std::string& table, const Value& column) {
    const bool filled = !constraint_of(column, "CONSTR_DEFAULT").is_null() ||
                        !constraint_of(column, "CONSTR_IDENTITY").is_null() ||
                        !constraint_of(column, "CONSTR_GENERATED").is_null() ||
                        type_of(column.at("typeName")).name.find("serial") != std::string::npos;
    const bool required = !constraint_of(column, "CONSTR_NOTNULL").is_null() ||
                          !constraint_of(column, "CONSTR_PRIMARY").is_null();
    if (filled || !required) return;
    report(fmt::format("{} is NOT NULL without a default: fails when {} has rows",
                       column.at("colname").string_or(""), table),
           location_of(column));
  });
}

void truncate(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "TruncateStmt") return;
  for (const auto& each : elements(subject.node().at("relations"))) {
    const auto table = relation_name(each.at("RangeVar"));
    if (!subject.schema.is_new(table))
      report(fmt::format("empties {}", table), location_of(each.at("RangeVar")));
  }
}

void without_where(const LintSubject& subject, const LintReport& report, std::string_view kind,
                   std::string_view what) {
  if (subject.kind() != kind || !subject.node().at("whereClause").is_null()) return;
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  // A join chooses rows too.
  if (!subject.node().at("fromClause").is_null() || !subject.node().at("usingClause").is_null()) return;
  report(fmt::format("{} all rows of {} in one transaction", what, table), 0);
}

void update_all(const LintSubject& subject, const LintReport& report) {
  without_where(subject, report, "UpdateStmt", "changes");
}

void delete_all(const LintSubject& subject, const LintReport& report) {
  without_where(subject, report, "DeleteStmt", "deletes");
}

void rows_under_lock(const LintSubject& subject, const LintReport& report) {
  const bool changes = subject.kind() == "UpdateStmt" || subject.kind() == "DeleteStmt" ||
                       subject.kind() == "InsertStmt" || subject.kind() == "MergeStmt";
  if (!changes || (subject.kind() == "InsertStmt" &&
                   subject.node().at("selectStmt").at("SelectStmt").at("fromClause").is_null())) {
    return;
  }
  for (const auto& table : subject.migration.exclusively_locked) {
    report(fmt::format("changes rows while the transaction holds ACCESS EXCLUSIVE on {}", table), 0);
    return;
  }
}

void transaction_control(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "TransactionStmt") return;
  report("begins or ends a transaction of its own", 0);
}

void lasting_setting(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "VariableSetStmt" || is_true(node, "is_local")) return;
  const auto kind = node.at("kind").string_or("");
  const auto name = node.at("name").string_or("");
  if (kind != "VAR_SET_VALUE" && kind != "VAR_SET_DEFAULT") return;
  report(fmt::format("SET {} stays for whoever uses the connection next", name), 0);
}

void without_columns(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "InsertStmt" || !node.at("cols").is_null()) return;
  const auto table = relation_name(node.at("relation"));
  if (node.at("selectStmt").is_null()) return;  // DEFAULT VALUES
  report(fmt::format("INSERT INTO {} does not name its columns", table), location_of(node.at("relation")));
}

void definer_path(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "CreateFunctionStmt") return;
  bool definer = false;
  bool path = false;
  for (const auto& option : elements(subject.node().at("options"))) {
    const auto& each = option.at("DefElem");
    const auto name = each.at("defname").string_or("");
    if (name == "security") definer = is_true(each.at("arg").at("Boolean"), "boolval");
    if (name == "set") path |= each.at("arg").at("VariableSetStmt").at("name").string_or("") == "search_path";
  }
  if (definer && !path) {
    report(fmt::format("function {} is SECURITY DEFINER without a search_path",
                       dotted_name(names_of(subject.node().at("funcname")))),
           0);
  }
}

void grant_to_public(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "GrantStmt" || !is_true(node, "is_grant")) return;
  for (const auto& grantee : elements(node.at("grantees"))) {
    if (grantee.at("RoleSpec").at("roletype").string_or("") == "ROLESPEC_PUBLIC") {
      report("GRANT to PUBLIC: every role may, also those to come", location_of(grantee.at("RoleSpec")));
    }
  }
}

void row_security_off(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterTableStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  for_each_command(subject.statement, [&](std::string_view subtype, const Value&) {
    if (subtype == "AT_DisableRowSecurity" && !subject.schema.is_new(table)) {
      report(fmt::format("every role with a grant sees all rows of {}", table), 0);
    }
  });
}

constexpr LintRule rules[]{
    {"ADM-L060", "rewriting-default", LintSeverity::error, "a new column is filled row by row",
     "A constant default is free since PostgreSQL 11. One that differs from row to row (random(), "
     "gen_random_uuid(), serial, identity) writes the table anew under ACCESS EXCLUSIVE.",
     "  ALTER TABLE t ADD COLUMN token uuid;\n"
     "  ALTER TABLE t ALTER COLUMN token SET DEFAULT gen_random_uuid();\n"
     "then fill the old rows with 'admctl migrate backfill'.",
     rewriting_default},
    {"ADM-L061", "not-null-without-default", LintSeverity::error, "a new column is NOT NULL without a default",
     "It fails as soon as the table has one row, though it succeeded on an empty test database; and programs "
     "that "
     "do not know the column can no longer insert.",
     "Give it a constant default, or add it nullable, fill it with 'admctl migrate backfill', then ADM-L034.",
     not_null_without_default},
    {"ADM-L062", "generated-column", LintSeverity::error, "a stored generated column is added",
     "It is computed for every row: the table is written anew under ACCESS EXCLUSIVE.",
     "Add a plain column with a trigger, and fill it with 'admctl migrate backfill'; or use an index on the "
     "expression.",
     generated_column},
    {"ADM-L063", "truncate", LintSeverity::error, "a table is emptied",
     "Its rows are gone; it takes ACCESS EXCLUSIVE, and readers with an older snapshot see it empty.",
     "  DELETE FROM t WHERE ...;  -- in batches", truncate},
    {"ADM-L064", "update-without-where", LintSeverity::warning, "all rows of a table are changed at once",
     "Every row is locked until the end, the table doubles in size, replicas lag behind, and a failure at the "
     "last "
     "row takes all of it back.",
     "Use 'admctl migrate backfill', which works in small transactions and resumes.", update_all},
    {"ADM-L065", "delete-without-where", LintSeverity::error, "all rows of a table are deleted",
     "They are gone, and one transaction holds all their locks.", "  DELETE FROM t WHERE ...;  -- in batches",
     delete_all},
    {"ADM-L066", "rows-under-lock", LintSeverity::warning, "rows are changed while a table is locked for all",
     "The lock of the ALTER TABLE before is held until the transaction ends: nobody can use the table until "
     "the "
     "rows are changed.",
     "Put the change of rows into a migration of its own, or a backfill.", rows_under_lock},
    {"ADM-L067", "transaction-control", LintSeverity::error, "a migration begins or ends a transaction itself",
     "The history row and the statements no longer succeed or fail together; admctl refuses it.",
     "Leave BEGIN and COMMIT out: every migration is one transaction. Split it where two are meant.",
     transaction_control},
    {"ADM-L068", "lasting-setting", LintSeverity::warning, "a setting outlives the migration",
     "SET without LOCAL stays until the connection ends; behind a pooler the next client gets it.",
     "  SET LOCAL lock_timeout = '2s';", lasting_setting},
    {"ADM-L069", "insert-without-columns", LintSeverity::warning, "an INSERT does not name its columns",
     "It fails, or fills the wrong ones, when a column is added or the order differs in another database.",
     "  INSERT INTO t (a, b) VALUES (1, 2);", without_columns},
    {"ADM-L070", "definer-search-path", LintSeverity::error,
     "a SECURITY DEFINER function trusts the caller's search_path",
     "Whoever calls it can put an object of his own in front of the one that is meant, and runs it with the "
     "rights "
     "of the owner.",
     "  CREATE FUNCTION f() ... SECURITY DEFINER SET search_path = pg_catalog, pg_temp ...", definer_path},
    {"ADM-L071", "grant-to-public", LintSeverity::warning, "a right is given to everybody",
     "PUBLIC is every role of the server, also those made later.", "  GRANT SELECT ON t TO reader;",
     grant_to_public},
    {"ADM-L072", "row-security-off", LintSeverity::warning, "row level security is switched off",
     "Every role with a grant on the table sees and changes all rows.",
     "  CREATE POLICY all_rows ON t TO service USING (true);", row_security_off},
};

}  // namespace

std::span<const LintRule> data_lint_rules() { return rules; }

}  // namespace admctl::migrate
