// Rules about tables, their columns and what hangs on them.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {
namespace {

// Names of dropped or renamed things, that were there before the migration.
void each_dropped(const LintSubject& subject, std::string_view type,
                  const std::function<void(const std::string&)>& visit) {
  if (subject.kind() != "DropStmt" || subject.node().at("removeType").string_or("") != type) return;
  for (const auto& object : elements(subject.node().at("objects"))) {
    const auto names = object.at("TypeName").is_null() ? names_of(object.at("List").at("items"))
                                                       : names_of(object.at("TypeName").at("names"));
    const auto name = dotted_name(names);
    if (!subject.schema.is_new(name) && !subject.schema.is_new_object(name)) visit(name);
  }
}

void drop_table(const LintSubject& subject, const LintReport& report) {
  each_dropped(subject, "OBJECT_TABLE",
               [&](const std::string& name) { report(fmt::format("drops table {} with its rows", name), 0); });
}

void renamed(const LintSubject& subject, const LintReport& report, std::string_view type,
             std::string_view what) {
  const auto& node = subject.node();
  if (subject.kind() != "RenameStmt" || node.at("renameType").string_or("") != type) return;
  const auto table = relation_name(node.at("relation"));
  if (subject.schema.is_new(table)) return;
  const auto column = node.at("subname").string_or("");
  report(fmt::format("renames {} {}{} to {}", what, table, column.empty() ? "" : "." + column,
                     node.at("newname").string_or("")),
         location_of(node.at("relation")));
}

void rename_table(const LintSubject& subject, const LintReport& report) {
  renamed(subject, report, "OBJECT_TABLE", "table");
  renamed(subject, report, "OBJECT_VIEW", "view");
}

void rename_column(const LintSubject& subject, const LintReport& report) {
  renamed(subject, report, "OBJECT_COLUMN", "column");
}

void drop_column(const LintSubject& subject, const LintReport& report) {
  each_alter(subject, "AT_DropColumn", [&](const std::string& table, const Value& command) {
    report(fmt::format("drops column {}.{} with its values", table, command.at("name").string_or("")), 0);
  });
}

void set_schema(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "AlterObjectSchemaStmt") return;
  const auto table = relation_name(subject.node().at("relation"));
  if (table.empty() || subject.schema.is_new(table)) return;
  report(fmt::format("moves {} to schema {}", table, subject.node().at("newschema").string_or("")), 0);
}

void drop_cascade(const LintSubject& subject, const LintReport& report) {
  const bool is_drop = subject.kind() == "DropStmt" || subject.kind() == "TruncateStmt";
  if (is_drop && subject.node().at("behavior").string_or("") == "DROP_CASCADE") {
    report(subject.kind() == "DropStmt" ? "CASCADE drops whatever depends on it, unseen"
                                        : "CASCADE empties every table that refers to it",
           0);
  }
  each_alter(subject, "AT_DropColumn", [&](const std::string&, const Value& command) {
    if (command.at("behavior").string_or("") == "DROP_CASCADE") {
      report("CASCADE drops whatever depends on the column, unseen", 0);
    }
  });
}

void drop_schema(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() == "DropdbStmt") report("drops a database", 0);
  if (subject.kind() != "DropStmt" || subject.node().at("removeType").string_or("") != "OBJECT_SCHEMA") return;
  report("drops a schema", 0);
}

void rewrite_storage(const LintSubject& subject, const LintReport& report) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> subtypes{
      {{"AT_SetLogged", "SET LOGGED"},
       {"AT_SetUnLogged", "SET UNLOGGED"},
       {"AT_SetAccessMethod", "SET ACCESS METHOD"},
       {"AT_SetTableSpace", "SET TABLESPACE"}}};
  for (const auto& each : subtypes) {
    const auto what = each.second;
    each_alter(subject, each.first, [&](const std::string& table, const Value&) {
      report(fmt::format("{} writes all of {} anew", what, table), 0);
    });
  }
}

void cluster_or_full(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "ClusterStmt" && subject.kind() != "VacuumStmt") return;
  if (subject.kind() == "ClusterStmt" && subject.node().at("relation").is_null()) {
    report("CLUSTER writes every table anew that was clustered before", 0);
  }
  for (const auto& lock : subject.locks) {
    if (lock.rewrites && !subject.schema.is_new(lock.table)) {
      report(fmt::format("writes all of {} anew while nobody can read it", lock.table), 0);
    }
  }
}

void disable_trigger(const LintSubject& subject, const LintReport& report) {
  for (const std::string_view subtype : {"AT_DisableTrigAll", "AT_DisableTrigUser", "AT_DisableTrig"}) {
    each_alter(subject, subtype, [&](const std::string& table, const Value& command) {
      const auto name = command.at("name").string_or("");
      report(fmt::format("disables {} of {}", name.empty() ? "the triggers" : "trigger " + name, table), 0);
    });
  }
}

void lock_table(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "LockStmt") return;
  for (const auto& lock : subject.locks) {
    if (lock.mode >= LockMode::share && !subject.schema.is_new(lock.table)) {
      report(
          fmt::format("LOCK TABLE {} in {} mode stops {}", lock.table, lock_name(lock.mode), blocks(lock.mode)),
          0);
    }
  }
}

void attach_partition(const LintSubject& subject, const LintReport& report) {
  each_alter(subject, "AT_AttachPartition", [&](const std::string& table, const Value& command) {
    const auto part = relation_name(command.at("def").at("PartitionCmd").at("name"));
    const auto* known = subject.schema.find_table(part);
    if (subject.schema.is_new(part) || (known && !known->not_null_checks.empty())) return;
    report(fmt::format("all of {} is read under ACCESS EXCLUSIVE to prove that it fits into {}", part, table),
           0);
  });
}

void detach_partition(const LintSubject& subject, const LintReport& report) {
  each_alter(subject, "AT_DetachPartition", [&](const std::string& table, const Value& command) {
    if (!is_true(command.at("def").at("PartitionCmd"), "concurrent")) {
      report(fmt::format("stops reads and writes of the whole of {}", table), 0);
    }
  });
}

void no_primary_key(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "CreateStmt" || !node.at("partbound").is_null() || !node.at("inhRelations").is_null() ||
      node.at("relation").at("relpersistence").string_or("p") == "t") {
    return;
  }
  KnownSchema made;
  made.apply(subject.statement);
  const auto name = relation_name(node.at("relation"));
  for (const auto& element : elements(node.at("tableElts"))) {
    if (!element.at("TableLikeClause").is_null()) return;
    if (element.at("Constraint").at("contype").string_or("") == "CONSTR_PRIMARY" ||
        !constraint_of(element.at("ColumnDef"), "CONSTR_PRIMARY").is_null()) {
      return;
    }
  }
  // A later statement of the same migration may give it one.
  for (const auto& statement : subject.following) made.apply(statement);
  const auto* end = made.find_table(name);
  if (!end ||
      std::ranges::any_of(end->indexes, [](const auto& index) { return index.unique && !index.partial; })) {
    return;
  }
  report(fmt::format("table {} has no primary key", name), location_of(node.at("relation")));
}

void missing_lock_timeout(const LintSubject& subject, const LintReport& report) {
  if (subject.migration.has_lock_timeout || subject.migration.reported_lock_timeout) return;
  for (const auto& lock : subject.locks) {
    if (lock.mode < LockMode::share || subject.schema.is_new(lock.table)) continue;
    report(fmt::format("takes {} on {} without a lock_timeout", lock_name(lock.mode), lock.table), 0);
    return;
  }
}

constexpr LintRule rules[]{
    {"ADM-L001", "drop-table", LintSeverity::warning, "a table is dropped",
     "Programs that still use the table fail at once, and its rows are gone: no rollback of a release brings "
     "them back.",
     "First release programs that no longer use it, then rename it, wait, and drop it in a later migration:\n"
     "  ALTER TABLE t RENAME TO t_unused_2026;",
     drop_table},
    {"ADM-L002", "rename-table", LintSeverity::warning, "a table or view is renamed",
     "The running version of every program knows the old name and fails until the new one is released; there "
     "is "
     "no moment at which both work.",
     "Keep the old name as a view until no program uses it, in one transaction:\n"
     "  ALTER TABLE old RENAME TO new;\n  CREATE VIEW old AS SELECT * FROM new;",
     rename_table},
    {"ADM-L003", "drop-column", LintSeverity::warning, "a column is dropped",
     "Programs that still name it fail at once (object mappers name every column), and its values are gone.",
     "First release programs that no longer name it (make it nullable for that), then drop it in a later "
     "migration.",
     drop_column},
    {"ADM-L004", "rename-column", LintSeverity::warning, "a column is renamed",
     "The running version of every program knows the old name and fails until the new one is released.",
     "Add the new column, write both, fill it with 'admctl migrate backfill', read the new one, drop the old "
     "one.",
     rename_column},
    {"ADM-L005", "set-schema", LintSeverity::warning, "a table is moved to another schema",
     "Programs that find it by the search_path no longer do.",
     "Leave a view in the old place:\n  CREATE VIEW old_schema.t AS SELECT * FROM new_schema.t;", set_schema},
    {"ADM-L006", "missing-lock-timeout", LintSeverity::info,
     "a blocking lock is asked for without a lock_timeout",
     "A lock that waits behind a long transaction makes everybody else wait behind it: the table stands still "
     "until both are done. admctl sets 2 s and tries again; other tools that run the same file do not.",
     "  SET LOCAL lock_timeout = '2s';", missing_lock_timeout},
    {"ADM-L007", "drop-cascade", LintSeverity::error, "CASCADE drops or empties what is not named",
     "What depends on the object when the migration runs is dropped too: views, foreign keys, columns, "
     "perhaps other ones than in the database where it was tried.",
     "Name what is to be dropped, in the right order, and leave CASCADE out.", drop_cascade},
    {"ADM-L008", "drop-schema", LintSeverity::error, "a schema or database is dropped",
     "Everything in it is gone.", "Drop its objects by name in a migration of their own.", drop_schema},
    {"ADM-L009", "rewrite-storage", LintSeverity::error, "the storage of a table is changed",
     "All rows and indexes are written anew under ACCESS EXCLUSIVE: nobody can read the table until that is "
     "done.",
     "Make a new table, copy in batches with 'admctl migrate backfill', and swap the names; or do it in a "
     "maintenance window.",
     rewrite_storage},
    {"ADM-L010", "full-rewrite", LintSeverity::error, "VACUUM FULL or CLUSTER",
     "The table is written anew under ACCESS EXCLUSIVE and takes twice its space meanwhile.",
     "Use pg_repack, or plain VACUUM, which blocks nobody:\n  VACUUM (ANALYZE) t;", cluster_or_full},
    {"ADM-L011", "disable-trigger", LintSeverity::warning, "triggers are disabled",
     "They are off for every session, not only for this one, foreign keys too with ALL; what is written "
     "meanwhile is never checked.",
     "  SET LOCAL session_replication_role = replica;  -- this transaction only", disable_trigger},
    {"ADM-L012", "lock-table", LintSeverity::warning, "a table is locked by hand",
     "Everybody waits until the transaction ends, however short the statement is.",
     "Lock the rows that are changed (SELECT ... FOR UPDATE), or keep the transaction to this statement alone.",
     lock_table},
    {"ADM-L013", "attach-partition-scan", LintSeverity::warning, "a partition is attached without a proof",
     "The server reads the whole partition while nobody can use it.",
     "Prove the bounds before, without blocking, then attach:\n"
     "  ALTER TABLE part ADD CONSTRAINT bounds CHECK (key IS NOT NULL AND key >= ... AND key < ...) NOT "
     "VALID;\n"
     "  ALTER TABLE part VALIDATE CONSTRAINT bounds;\n"
     "  ALTER TABLE whole ATTACH PARTITION part FOR VALUES FROM (...) TO (...);",
     attach_partition},
    {"ADM-L014", "detach-partition", LintSeverity::warning, "a partition is detached under ACCESS EXCLUSIVE",
     "All of the partitioned table stands still meanwhile.",
     "  ALTER TABLE whole DETACH PARTITION part CONCURRENTLY;", detach_partition},
    {"ADM-L015", "no-primary-key", LintSeverity::warning, "a table has no key",
     "Logical replication refuses updates and deletes, a backfill cannot resume, and equal rows cannot be told "
     "apart.",
     "  CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ...);", no_primary_key},
};

}  // namespace

std::span<const LintRule> table_lint_rules() { return rules; }

}  // namespace admctl::migrate
