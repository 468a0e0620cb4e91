// Rules about constraints.
#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {
namespace {

// Constraints that ALTER TABLE adds to a table that was there before, outside of new columns.
void each_added(const LintSubject& subject, std::string_view wanted,
                const std::function<void(const std::string& table, const Value& constraint)>& visit) {
  each_alter(subject, "AT_AddConstraint", [&](const std::string& table, const Value& command) {
    const auto& constraint = command.at("def").at("Constraint");
    if (constraint.at("contype").string_or("") == wanted) visit(table, constraint);
  });
}

void foreign_key(const LintSubject& subject, const LintReport& report) {
  each_added(subject, "CONSTR_FOREIGN", [&](const std::string& table, const Value& constraint) {
    if (is_true(constraint, "skip_validation")) return;
    report(fmt::format("the foreign key is checked for every row of {} while writes to it and to {} wait",
                       table, relation_name(constraint.at("pktable"))),
           location_of(constraint));
  });
}

void check(const LintSubject& subject, const LintReport& report) {
  each_added(subject, "CONSTR_CHECK", [&](const std::string& table, const Value& constraint) {
    if (is_true(constraint, "skip_validation")) return;
    report(fmt::format("the CHECK reads every row of {} while nobody can use it", table),
           location_of(constraint));
  });
}

void unique_constraint(const LintSubject& subject, const LintReport& report) {
  each_added(subject, "CONSTR_UNIQUE", [&](const std::string& table, const Value& constraint) {
    if (!constraint.at("indexname").is_null()) return;
    report(fmt::format("the unique index is built while nobody can use {}", table), location_of(constraint));
  });
}

void primary_key(const LintSubject& subject, const LintReport& report) {
  each_added(subject, "CONSTR_PRIMARY", [&](const std::string& table, const Value& constraint) {
    if (!constraint.at("indexname").is_null()) return;
    report(fmt::format("the primary key's index is built while nobody can use {}", table),
           location_of(constraint));
  });
}

void exclusion(const LintSubject& subject, const LintReport& report) {
  each_added(subject, "CONSTR_EXCLUSION", [&](const std::string& table, const Value& constraint) {
    report(fmt::format("the exclusion constraint's index is built while nobody can use {}", table),
           location_of(constraint));
  });
}

void set_not_null(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterTableStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  for_each_command(subject.statement, [&](std::string_view subtype, const Value& command) {
    const auto column = command.at("name").string_or("");
    if (subtype != "AT_SetNotNull" || subject.schema.has_not_null_check(table, column)) return;
    const auto* known = subject.schema.find_column(table, column);
    if (known && known->not_null) return;
    report(
        fmt::format("SET NOT NULL reads every row of {} while nobody can use it, to prove {}", table, column),
        0);
  });
}

void validate_at_once(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterTableStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  for_each_command(subject.statement, [&](std::string_view subtype, const Value& command) {
    const auto name = command.at("name").string_or("");
    if (subtype == "AT_ValidateConstraint" && subject.migration.added_not_valid.count(table + "." + name)) {
      report(fmt::format("validates {} in the transaction that added it: its lock is still held", name), 0);
    }
  });
}

// Whether an index of the table begins with the columns, in any order.
bool is_indexed(const KnownTable* table, const std::vector<std::string>& columns) {
  return table && std::ranges::any_of(table->indexes, [&](const KnownIndex& index) {
           if (index.partial || index.columns.size() < columns.size()) return false;
           return std::is_permutation(columns.begin(), columns.end(), index.columns.begin());
         });
}

void key_without_index(const LintSubject& subject, const LintReport& report) {
  const auto judge = [&](const std::string& table, const std::vector<std::string>& columns, const Value& at) {
    // The index may come later in the same migration.
    KnownSchema later;
    if (const auto* known = subject.schema.find_table(table)) later.add_table(table, *known);
    later.apply(subject.statement);
    for (const auto& statement : subject.following) later.apply(statement);
    const auto* known = later.find_table(table);
    if (is_indexed(known, columns)) return;
    // Of a table that no file made, the index may be there.
    report(fmt::format("no index on {} ({}){}", table, join(columns, ", "), known ? "" : " is made here"),
           location_of(at));
  };
  each_added(subject, "CONSTR_FOREIGN", [&](const std::string& table, const Value& constraint) {
    judge(table, names_of(constraint.at("fk_attrs")), constraint);
  });
  each_added_column(subject, [&](const std::string& table, const Value& column) {
    const auto& constraint = constraint_of(column, "CONSTR_FOREIGN");
    if (!constraint.is_null()) judge(table, {column.at("colname").string_or("")}, constraint);
  });
  if (subject.kind() != "CreateStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  for (const auto& element : elements(subject.node().at("tableElts"))) {
    const auto& constraint = element.at("Constraint");
    if (constraint.at("contype").string_or("") == "CONSTR_FOREIGN") {
      judge(table, names_of(constraint.at("fk_attrs")), constraint);
    }
    const auto& inline_key = constraint_of(element.at("ColumnDef"), "CONSTR_FOREIGN");
    if (!inline_key.is_null()) judge(table, {element.at("ColumnDef").at("colname").string_or("")}, inline_key);
  }
}

void column_constraint(const LintSubject& subject, const LintReport& report) {
  each_added_column(subject, [&](const std::string& table, const Value& column) {
    for_each_constraint(column.at("constraints"), [&](std::string_view type, const Value& constraint) {
      const bool has_default = !constraint_of(column, "CONSTR_DEFAULT").is_null();
      const bool reads = type == "CONSTR_CHECK" || type == "CONSTR_UNIQUE" || type == "CONSTR_PRIMARY" ||
                         (type == "CONSTR_FOREIGN" && has_default);
      if (!reads) return;
      report(fmt::format("a {} at a new column reads every row of {} while nobody can use it",
                         type == "CONSTR_CHECK"     ? "CHECK"
                         : type == "CONSTR_UNIQUE"  ? "UNIQUE"
                         : type == "CONSTR_PRIMARY" ? "PRIMARY KEY"
                                                    : "foreign key with a default",
                         table),
             location_of(constraint));
    });
  });
}

void drop_constraint(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterTableStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  for_each_command(subject.statement, [&](std::string_view subtype, const Value& command) {
    const auto name = command.at("name").string_or("");
    if (subtype != "AT_DropConstraint") return;
    const auto* known = subject.schema.find_table(table);
    if (!known) return;
    const auto index = std::ranges::find(known->indexes, name, &KnownIndex::name);
    if (index == known->indexes.end() || !index->unique) return;
    report(fmt::format("drops the unique index behind {}: ON CONFLICT ({}) fails from then on", name,
                       join(index->columns, ", ")),
           0);
  });
}

constexpr LintRule rules[]{
    {"ADM-L030", "foreign-key-without-not-valid", LintSeverity::error, "a foreign key is checked under a lock",
     "ADD FOREIGN KEY looks every row up in the other table while writes to both tables wait.",
     "Add it unchecked, and check it in a later migration, which blocks nobody:\n"
     "  ALTER TABLE t ADD CONSTRAINT t_u_fk FOREIGN KEY (u_id) REFERENCES u (id) NOT VALID;\n"
     "  ALTER TABLE t VALIDATE CONSTRAINT t_u_fk;",
     foreign_key},
    {"ADM-L031", "check-without-not-valid", LintSeverity::error, "a CHECK is proven under ACCESS EXCLUSIVE",
     "ADD CHECK reads the whole table while nobody can use it.",
     "Add it unchecked, and check it in a later migration, which blocks nobody:\n"
     "  ALTER TABLE t ADD CONSTRAINT t_a_positive CHECK (a > 0) NOT VALID;\n"
     "  ALTER TABLE t VALIDATE CONSTRAINT t_a_positive;",
     check},
    {"ADM-L032", "unique-constraint", LintSeverity::error, "a unique constraint builds its index under a lock",
     "ADD UNIQUE holds ACCESS EXCLUSIVE while the index is built.",
     "Build the index first, then make it a constraint in a moment:\n"
     "  CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON t (a);\n"
     "  ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;",
     unique_constraint},
    {"ADM-L033", "primary-key", LintSeverity::error, "a primary key builds its index under a lock",
     "ADD PRIMARY KEY holds ACCESS EXCLUSIVE while it proves NOT NULL and builds the index.",
     "Prove NOT NULL (see ADM-L034), build the index, then make it the key:\n"
     "  CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON t (id);\n"
     "  ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;",
     primary_key},
    {"ADM-L034", "set-not-null", LintSeverity::error, "NOT NULL is proven under ACCESS EXCLUSIVE",
     "SET NOT NULL reads the whole table while nobody can use it, unless a validated CHECK proves it already.",
     "  ALTER TABLE t ADD CONSTRAINT t_a_set CHECK (a IS NOT NULL) NOT VALID;\n"
     "  ALTER TABLE t VALIDATE CONSTRAINT t_a_set;  -- in a later migration\n"
     "  ALTER TABLE t ALTER COLUMN a SET NOT NULL;\n"
     "  ALTER TABLE t DROP CONSTRAINT t_a_set;",
     set_not_null},
    {"ADM-L035", "validate-in-same-transaction", LintSeverity::warning,
     "a constraint is added and validated at once",
     "NOT VALID is meant to keep the lock short. In one transaction the lock of ADD CONSTRAINT is held until "
     "the "
     "validation is done.",
     "Put VALIDATE CONSTRAINT into a later migration.", validate_at_once},
    {"ADM-L036", "exclusion-constraint", LintSeverity::error,
     "an exclusion constraint builds its index under a lock",
     "It holds ACCESS EXCLUSIVE while the index is built, and has no way around that.",
     "Make a new table with the constraint, copy in batches, swap the names; or use a maintenance window.",
     exclusion},
    {"ADM-L037", "foreign-key-without-index", LintSeverity::warning, "a foreign key has no index",
     "Every DELETE and every change of the key in the other table reads the whole of this one.",
     "In a migration of its own, before the foreign key:\n  CREATE INDEX CONCURRENTLY t_u_id ON t (u_id);",
     key_without_index},
    {"ADM-L038", "column-with-constraint", LintSeverity::error,
     "a new column comes with a constraint that reads all rows",
     "ADD COLUMN with CHECK, UNIQUE, PRIMARY KEY, or with a foreign key and a default reads the whole table or "
     "builds an index under ACCESS EXCLUSIVE.",
     "Add the column alone, then the constraint as ADM-L030, ADM-L031 or ADM-L032 say.", column_constraint},
    {"ADM-L039", "drop-unique", LintSeverity::warning, "a unique constraint or primary key is dropped",
     "INSERT ... ON CONFLICT on its columns fails from then on, upserts of object mappers too, and foreign "
     "keys "
     "that refer to it are in the way.",
     "First release programs that do not rely on it; make the new constraint before the old one goes.",
     drop_constraint},
};

}  // namespace

std::span<const LintRule> constraint_lint_rules() { return rules; }

}  // namespace admctl::migrate
