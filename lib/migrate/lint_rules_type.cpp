// Rules about types of columns and about enum types.
#include <array>

#include <fmt/format.h>

#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {
namespace {

// Every column that the statement makes, of new tables too.
void each_new_column(const LintSubject& subject, const std::function<void(const Value& column)>& visit) {
  if (subject.kind() == "CreateStmt") {
    for (const auto& element : elements(subject.node().at("tableElts"))) {
      if (!element.at("ColumnDef").is_null()) visit(element.at("ColumnDef"));
    }
  }
  for_each_command(subject.statement, [&](std::string_view subtype, const Value& command) {
    if (subtype == "AT_AddColumn") visit(command.at("def").at("ColumnDef"));
  });
}

// Type changes of columns of tables that were there before.
void each_type_change(const LintSubject& subject,
                      const std::function<void(const std::string& table, const std::string& column,
                                               const Value& command)>& visit) {
  each_alter(subject, "AT_AlterColumnType", [&](const std::string& table, const Value& command) {
    visit(table, command.at("name").string_or(""), command);
  });
}

void type_rewrite(const LintSubject& subject, const LintReport& report) {
  each_type_change(subject, [&](const std::string& table, const std::string& column, const Value& command) {
    const auto* known = subject.schema.find_column(table, column);
    if (!type_change_rewrites(command, known)) return;
    const auto& definition = command.at("def").at("ColumnDef");
    report(fmt::format("{}.{} becomes {}{}: all rows of {} are written anew", table, column,
                       type_of(definition.at("typeName")).text(),
                       known ? ", it was " + known->type.text() : ", from a type that no file tells", table),
           location_of(definition));
  });
}

std::int64_t length_of(const TypeName& type) { return type.modifiers.empty() ? -1 : type.modifiers.front(); }

void shrink(const LintSubject& subject, const LintReport& report) {
  each_type_change(subject, [&](const std::string& table, const std::string& column, const Value& command) {
    const auto& definition = command.at("def").at("ColumnDef");
    const auto to = type_of(definition.at("typeName"));
    const auto* known = subject.schema.find_column(table, column);
    if (!known || to.modifiers.empty()) return;
    const auto is_text = [](const TypeName& type) {
      return type.name == "varchar" || type.name == "text" || type.name == "bpchar";
    };
    const bool texts = is_text(to) && is_text(known->type);
    const bool numbers = to.name == "numeric" && known->type.name == "numeric";
    const auto before = length_of(known->type);
    if ((!texts && !numbers) || (before >= 0 && before <= length_of(to))) return;
    report(fmt::format("{}.{} shrinks from {} to {}: longer values make the migration fail", table, column,
                       known->type.text(), to.text()),
           location_of(definition));
  });
}

void column_of_type(const LintSubject& subject, const LintReport& report, std::string_view name,
                    std::string_view what) {
  each_new_column(subject, [&](const Value& column) {
    if (type_of(column.at("typeName")).name == name) {
      report(fmt::format("column {} {}", column.at("colname").string_or(""), what), location_of(column));
    }
  });
}

void json(const LintSubject& subject, const LintReport& report) {
  column_of_type(subject, report, "json", "is json, which has no equality");
}

void serial(const LintSubject& subject, const LintReport& report) {
  for (const std::string_view name : {"serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"}) {
    column_of_type(subject, report, name, fmt::format("is {}", name));
  }
}

void padded(const LintSubject& subject, const LintReport& report) {
  column_of_type(subject, report, "bpchar", "is char(n), padded with blanks");
}

void money(const LintSubject& subject, const LintReport& report) {
  column_of_type(subject, report, "money", "is money, whose meaning depends on a setting of the server");
}

void small_key(const LintSubject& subject, const LintReport& report) {
  each_new_column(subject, [&](const Value& column) {
    const auto type = type_of(column.at("typeName")).name;
    const bool is_small = type == "int4" || type == "int2" || type == "serial" || type == "serial4" ||
                          type == "smallserial" || type == "serial2";
    const bool counts =
        type.find("serial") != std::string::npos || !constraint_of(column, "CONSTR_IDENTITY").is_null();
    if (is_small && counts && !constraint_of(column, "CONSTR_PRIMARY").is_null()) {
      report(fmt::format(
                 "key {} ends at {}", column.at("colname").string_or(""),
                 type == "int2" || type == "smallserial" || type == "serial2" ? "32,767" : "2,147,483,647"),
             location_of(column));
    }
  });
}

void without_zone(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterTableStmt" ||
      subject.schema.is_new(relation_name(subject.node().at("relation")))) {
    return;
  }
  column_of_type(subject, report, "timestamp", "is a timestamp without time zone");
}

void enum_value_used(const LintSubject& subject, const LintReport& report) {
  for (const auto& added : subject.schema.added_enum_values()) {
    const auto literal = "'" + added.first + "'";
    if (subject.kind() == "AlterEnumStmt" || subject.text.find(literal) == std::string::npos) continue;
    bool used = false;
    for_each_node(subject.node(), [&](std::string_view kind, const Value& node) {
      if (!used && kind == "A_Const" && node.at("sval").at("sval").string_or("") == added.first) {
        used = true;
        report(fmt::format("uses '{}', which this migration adds to {}", added.first, added.second),
               location_of(node));
      }
    });
  }
}

void rename_value(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "AlterEnumStmt" || node.at("oldVal").is_null()) return;
  const auto type = dotted_name(names_of(node.at("typeName")));
  if (subject.schema.is_new_object(type)) return;
  report(fmt::format("renames value '{}' of {}", node.at("oldVal").string_or(""), type), 0);
}

void add_value_not_resumable(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "AlterEnumStmt" || !node.at("oldVal").is_null()) return;
  const auto type = dotted_name(names_of(node.at("typeName")));
  if (subject.schema.is_new_object(type)) return;
  report(fmt::format("'{}' can never be taken from {} again", node.at("newVal").string_or(""), type), 0);
}

void drop_type(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "DropStmt" || subject.node().at("removeType").string_or("") != "OBJECT_TYPE") return;
  for (const auto& object : elements(subject.node().at("objects"))) {
    const auto name = dotted_name(names_of(object.at("TypeName").at("names")));
    if (!subject.schema.is_new_object(name)) report(fmt::format("drops type {}", name), 0);
  }
}

void rename_type(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "RenameStmt" || subject.node().at("renameType").string_or("") != "OBJECT_TYPE") return;
  const auto name = dotted_name(names_of(subject.node().at("object").at("List").at("items")));
  if (!subject.schema.is_new_object(name)) report(fmt::format("renames type {}", name), 0);
}

constexpr LintRule rules[]{
    {"ADM-L040", "type-change-rewrite", LintSeverity::error, "a change of type writes the table anew",
     "All rows and indexes are written anew under ACCESS EXCLUSIVE: nobody can read the table until that is "
     "done. "
     "Only a few changes are free: a longer varchar, varchar to text, a numeric with more digits before the "
     "point.",
     "Add a column of the new type, write both, fill it with 'admctl migrate backfill', read the new one, drop "
     "the "
     "old one.",
     type_rewrite},
    {"ADM-L041", "shrink", LintSeverity::error, "a column gets shorter",
     "The migration fails at the first longer value, and reads or writes the whole table under ACCESS "
     "EXCLUSIVE.",
     "  ALTER TABLE t ADD CONSTRAINT t_a_length CHECK (length(a) <= 20) NOT VALID;\n"
     "  ALTER TABLE t VALIDATE CONSTRAINT t_a_length;  -- in a later migration",
     shrink},
    {"ADM-L042", "json-column", LintSeverity::warning, "a column is json instead of jsonb",
     "json has no equality: SELECT DISTINCT, UNION and GROUP BY over the row fail; it cannot be indexed and is "
     "parsed again by every access.",
     "  ... payload jsonb", json},
    {"ADM-L043", "serial", LintSeverity::warning, "a column is serial instead of identity",
     "The sequence needs grants of its own, an INSERT may set the value by accident, and a copied or restored "
     "table may share the sequence of the old one.",
     "  ... id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", serial},
    {"ADM-L044", "char-padded", LintSeverity::warning, "a column is char(n)",
     "Values are padded with blanks to n, which costs space and makes comparisons surprising.",
     "  ... code text CHECK (length(code) = 3)", padded},
    {"ADM-L045", "money-type", LintSeverity::warning, "a column is money",
     "Its digits after the point and its sign of currency come from lc_monetary of whoever asks.",
     "  ... price_cents bigint    -- or numeric(12, 2)", money},
    {"ADM-L046", "small-key", LintSeverity::warning, "a counted key is smaller than bigint",
     "It ends at 2,147,483,647, which rolled-back inserts use up too; then every INSERT fails, and the change "
     "to "
     "bigint writes the table anew.",
     "  ... id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", small_key},
    {"ADM-L047", "timestamp-without-zone", LintSeverity::info,
     "a new column of an old table is a timestamp without time zone",
     "It does not say what moment it means: that depends on the time zone of whoever wrote it.",
     "  ... happened_at timestamptz", without_zone},
    {"ADM-L050", "enum-value-used", LintSeverity::error, "a new enum value is used where it is added",
     "The server refuses a value in the transaction that adds it (55P04).",
     "Add the value in one migration, use it in the next.", enum_value_used},
    {"ADM-L051", "rename-enum-value", LintSeverity::warning, "an enum value is renamed",
     "The running version of every program writes and compares the old name, and fails.",
     "Add the new value, release programs that know both, change the rows with 'admctl migrate backfill'.",
     rename_value},
    {"ADM-L052", "add-enum-value", LintSeverity::info, "an enum value is added",
     "There is no DROP VALUE: a rollback of the release leaves it there, and programs that do not know it fail "
     "when "
     "they read it.",
     "Release programs that can read the value before one that writes it.", add_value_not_resumable},
    {"ADM-L053", "drop-type", LintSeverity::warning, "a type is dropped",
     "Programs that name it in a cast or a parameter fail at once.",
     "First release programs that no longer name it, then drop it in a later migration.", drop_type},
    {"ADM-L054", "rename-type", LintSeverity::warning, "a type is renamed",
     "The running version of every program casts to the old name and fails.",
     "Make a new type and move the columns over, as ADM-L040 says.", rename_type},
};

}  // namespace

std::span<const LintRule> type_lint_rules() { return rules; }

}  // namespace admctl::migrate
