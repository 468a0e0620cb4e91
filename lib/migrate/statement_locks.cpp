#include "lib/migrate/statement_locks.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace admctl::migrate {
namespace {

using Locks = std::vector<StatementLock>;

constexpr std::array<std::string_view, 8> mode_names{
    "ACCESS SHARE", "ROW SHARE",           "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE",
    "SHARE",        "SHARE ROW EXCLUSIVE", "EXCLUSIVE",     "ACCESS EXCLUSIVE"};

void add(Locks& locks, std::string table, LockMode mode, bool rewrites = false, bool scans = false) {
  if (table.empty()) return;
  const auto it = std::ranges::find(locks, table, &StatementLock::table);
  if (it == locks.end()) {
    locks.push_back({std::move(table), mode, rewrites, scans, false});
    return;
  }
  it->mode = std::max(it->mode, mode);
  it->rewrites |= rewrites;
  it->scans |= scans;
}

// Only those parameters of a table that PostgreSQL changes without stopping its use.
bool is_light_option(const Value& command) {
  return std::ranges::all_of(elements(command.at("def").at("List").at("items")), [](const Value& option) {
    const auto name = option.at("DefElem").at("defname").string_or("");
    return name == "fillfactor" || name.starts_with("autovacuum_") || name == "toast_tuple_target" ||
           name == "parallel_workers" || name == "vacuum_truncate" || name == "vacuum_index_cleanup";
  });
}

LockMode alter_mode(std::string_view subtype, const Value& command) {
  constexpr std::array light{
      "AT_SetStatistics", "AT_ClusterOn",          "AT_DropCluster",     "AT_SetOptions",
      "AT_ResetOptions",  "AT_ValidateConstraint", "AT_AttachPartition", "AT_DetachPartitionFinalize"};
  if (std::ranges::find(light, subtype) != light.end()) return LockMode::share_update_exclusive;
  if (subtype == "AT_DetachPartition" && is_true(command.at("def").at("PartitionCmd"), "concurrent")) {
    return LockMode::share_update_exclusive;
  }
  if ((subtype == "AT_SetRelOptions" || subtype == "AT_ResetRelOptions") && is_light_option(command)) {
    return LockMode::share_update_exclusive;
  }
  const bool is_trigger = subtype.starts_with("AT_EnableTrig") || subtype.starts_with("AT_DisableTrig") ||
                          subtype == "AT_EnableAlwaysTrig" || subtype == "AT_EnableReplicaTrig";
  if (is_trigger) return LockMode::share_row_exclusive;
  const bool is_foreign_key =
      subtype == "AT_AddConstraint" &&
      command.at("def").at("Constraint").at("contype").string_or("") == "CONSTR_FOREIGN";
  return is_foreign_key ? LockMode::share_row_exclusive : LockMode::access_exclusive;
}

struct RowWork {
  bool rewrites = false;
  bool scans = false;
};

RowWork constraint_work(const Value& constraint) {
  const auto type = constraint.at("contype").string_or("");
  const bool reads = type == "CONSTR_CHECK" || type == "CONSTR_FOREIGN"
                         ? !is_true(constraint, "skip_validation")
                         : constraint.at("indexname").is_null();
  return {false, reads};
}

RowWork alter_work(std::string_view subtype, const Value& command, const std::string& table,
                   const KnownSchema& schema) {
  const auto name = command.at("name").string_or("");
  if (subtype == "AT_AddColumn") {
    const auto& column = command.at("def").at("ColumnDef");
    const bool checks = !constraint_of(column, "CONSTR_CHECK").is_null();
    const bool keys =
        !constraint_of(column, "CONSTR_UNIQUE").is_null() || !constraint_of(column, "CONSTR_PRIMARY").is_null();
    return {!add_column_rewrite_reason(column).empty(), checks || keys};
  }
  if (subtype == "AT_AlterColumnType") {
    return {type_change_rewrites(command, schema.find_column(table, name)), false};
  }
  if (subtype == "AT_SetLogged" || subtype == "AT_SetUnLogged" || subtype == "AT_SetAccessMethod" ||
      subtype == "AT_SetTableSpace") {
    return {true, false};
  }
  if (subtype == "AT_SetNotNull") return {false, !schema.has_not_null_check(table, name)};
  if (subtype == "AT_AddConstraint") return constraint_work(command.at("def").at("Constraint"));
  if (subtype == "AT_AddIdentity") return {false, false};
  return {false, subtype == "AT_ValidateConstraint"};
}

void referenced(Locks& locks, const Value& list) {
  for_each_constraint(list, [&](std::string_view type, const Value& constraint) {
    if (type == "CONSTR_FOREIGN") {
      add(locks, relation_name(constraint.at("pktable")), LockMode::share_row_exclusive);
    }
  });
}

void alter_table(Locks& locks, const ParsedStatement& statement, const KnownSchema& schema) {
  const auto table = relation_name(statement.node.at("relation"));
  const auto type = statement.node.at("objtype").string_or("");
  if (type == "OBJECT_TYPE" || type == "OBJECT_SEQUENCE") return;
  for_each_command(statement, [&](std::string_view subtype, const Value& command) {
    const auto work = alter_work(subtype, command, table, schema);
    add(locks, table, alter_mode(subtype, command), work.rewrites, work.scans);
    if (subtype == "AT_AddColumn") referenced(locks, command.at("def").at("ColumnDef").at("constraints"));
    const auto& constraint = command.at("def").at("Constraint");
    if (constraint.at("contype").string_or("") == "CONSTR_FOREIGN") {
      add(locks, relation_name(constraint.at("pktable")), LockMode::share_row_exclusive);
    }
    if (subtype == "AT_AttachPartition") {
      add(locks, relation_name(command.at("def").at("PartitionCmd").at("name")), LockMode::access_exclusive,
          false, true);
    }
  });
}

void create_table(Locks& locks, const Value& node) {
  const bool is_partition = !node.at("partbound").is_null();
  for (const auto& parent : elements(node.at("inhRelations"))) {
    add(locks, relation_name(parent.at("RangeVar")),
        is_partition ? LockMode::access_exclusive : LockMode::share_update_exclusive);
  }
  referenced(locks, node.at("tableElts"));
  for (const auto& element : elements(node.at("tableElts"))) {
    referenced(locks, element.at("ColumnDef").at("constraints"));
  }
}

void drop(Locks& locks, const Value& node, const KnownSchema& schema) {
  const auto type = node.at("removeType").string_or("");
  for (const auto& object : elements(node.at("objects"))) {
    auto names = names_of(object.at("List").at("items"));
    if (type == "OBJECT_INDEX") {
      const auto mode =
          is_true(node, "concurrent") ? LockMode::share_update_exclusive : LockMode::access_exclusive;
      add(locks, schema.table_of_index(dotted_name(names)).value_or(""), mode);
    } else if (type == "OBJECT_TRIGGER" || type == "OBJECT_POLICY" || type == "OBJECT_RULE") {
      names.pop_back();
      add(locks, dotted_name(names), LockMode::access_exclusive);
    } else if (type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW") {
      add(locks, dotted_name(names), LockMode::access_exclusive);
    }
  }
}

// Modes of LOCK TABLE count from 1.
LockMode mode_of_lock(const Value& node) {
  const auto* mode = node.at("mode").as_int();
  return static_cast<LockMode>(std::clamp<std::int64_t>(mode ? *mode : 8, 1, 8) - 1);
}

bool has_option(const Value& options, std::string_view name) {
  return std::ranges::any_of(elements(options), [&](const Value& option) {
    return option.at("DefElem").at("defname").string_or("") == name;
  });
}

void vacuum(Locks& locks, const Value& node) {
  const bool full = is_true(node, "is_vacuumcmd") && has_option(node.at("options"), "full");
  for (const auto& each : elements(node.at("rels"))) {
    add(locks, relation_name(each.at("VacuumRelation").at("relation")),
        full ? LockMode::access_exclusive : LockMode::share_update_exclusive, full, !full);
  }
}

// Tables that a query reads.
void read_tables(Locks& locks, const Value& node) {
  for_each_node(node, [&](std::string_view kind, const Value& each) {
    if (kind == "RangeVar") add(locks, relation_name(each), LockMode::access_share);
  });
}

void change_rows(Locks& locks, const Value& node) {
  add(locks, relation_name(node.at("relation")), LockMode::row_exclusive);
  read_tables(locks, node);
}

// Kinds that lock the one table at `relation`.
bool one_table(Locks& locks, std::string_view kind, const Value& node) {
  const auto table = relation_name(node.at("relation"));
  if (kind == "IndexStmt") {
    add(locks, table, is_true(node, "concurrent") ? LockMode::share_update_exclusive : LockMode::share, false,
        true);
  } else if (kind == "CreateTrigStmt") {
    add(locks, table, LockMode::share_row_exclusive);
  } else if (kind == "RuleStmt" || kind == "AlterObjectSchemaStmt") {
    add(locks, table, LockMode::access_exclusive);
  } else if (kind == "CreatePolicyStmt" || kind == "AlterPolicyStmt") {
    add(locks, relation_name(node.at("table")), LockMode::access_exclusive);
  } else if (kind == "ClusterStmt") {
    add(locks, table, LockMode::access_exclusive, true);
  } else if (kind == "ReindexStmt") {
    const bool beside = has_option(node.at("params"), "concurrently");
    if (node.at("kind").string_or("") == "REINDEX_OBJECT_TABLE") {
      add(locks, table, beside ? LockMode::share_update_exclusive : LockMode::share, false, true);
    }
  } else if (kind == "RefreshMatViewStmt") {
    add(locks, table, is_true(node, "concurrent") ? LockMode::exclusive : LockMode::access_exclusive, true);
  } else if (kind == "CopyStmt" && is_true(node, "is_from")) {
    add(locks, table, LockMode::row_exclusive);
  } else {
    return false;
  }
  return true;
}

bool is_plain_column(const Value& expression, const std::string& column) {
  const auto& inner = expression.at("TypeCast").is_null() ? expression : expression.at("TypeCast").at("arg");
  return names_of(inner.at("ColumnRef").at("fields")) == std::vector<std::string>{column};
}

std::int64_t modifier(const TypeName& type, std::size_t index, std::int64_t otherwise) {
  return type.modifiers.size() > index ? type.modifiers[index] : otherwise;
}

// Whether the server takes every stored value of `from` as one of `to` without writing it anew.
bool keeps_values(const TypeName& from, const TypeName& to) {
  constexpr std::int64_t unlimited = 1'000'000'000;
  if (from.array != to.array) return false;
  if (from.name == to.name && from.modifiers == to.modifiers) return true;
  const auto is_text = [](const TypeName& type) { return type.name == "text" || type.name == "varchar"; };
  if (is_text(from) && is_text(to)) {
    return modifier(to, 0, unlimited) >= modifier(from, 0, unlimited);
  }
  if (from.name == "cidr" && to.name == "inet") return true;
  if (from.name != to.name) return false;
  if (from.name == "numeric") {
    if (to.modifiers.empty()) return true;
    return !from.modifiers.empty() && modifier(from, 1, 0) == modifier(to, 1, 0) &&
           modifier(to, 0, 0) >= modifier(from, 0, 0);
  }
  constexpr std::array growing{"varbit", "timestamp", "timestamptz", "time", "timetz", "interval"};
  const bool grows = std::ranges::find(growing, from.name) != growing.end();
  return grows && modifier(to, 0, unlimited) >= modifier(from, 0, unlimited);
}

}  // namespace

std::string_view lock_name(LockMode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

std::string_view blocks(LockMode mode) {
  if (mode == LockMode::access_exclusive) return "reads and writes";
  if (mode >= LockMode::share) return "writes";
  if (mode == LockMode::share_update_exclusive) return "other schema changes";
  return "nothing but schema changes";
}

Locks statement_locks(const ParsedStatement& statement, const KnownSchema& schema) {
  Locks locks;
  const auto& kind = statement.kind;
  const auto& node = statement.node;
  if (one_table(locks, kind, node)) return locks;
  if (kind == "AlterTableStmt") alter_table(locks, statement, schema);
  if (kind == "CreateStmt") create_table(locks, node);
  if (kind == "DropStmt") drop(locks, node, schema);
  if (kind == "VacuumStmt") vacuum(locks, node);
  if (kind == "InsertStmt" || kind == "UpdateStmt" || kind == "DeleteStmt" || kind == "MergeStmt") {
    change_rows(locks, node);
  }
  if (kind == "SelectStmt" || kind == "ViewStmt" || kind == "CreateTableAsStmt")
    read_tables(locks, node.at("query"));
  if (kind == "SelectStmt") read_tables(locks, node);
  if (kind == "RenameStmt") {
    const auto type = node.at("renameType").string_or("");
    if (type == "OBJECT_TABLE" || type == "OBJECT_COLUMN" || type == "OBJECT_TABCONSTRAINT") {
      add(locks, relation_name(node.at("relation")), LockMode::access_exclusive);
    }
  }
  if (kind == "TruncateStmt" || kind == "LockStmt") {
    const auto mode = kind == "LockStmt" ? mode_of_lock(node) : LockMode::access_exclusive;
    for (const auto& each : elements(node.at("relations"))) {
      add(locks, relation_name(each.at("RangeVar")), mode, kind == "TruncateStmt");
    }
  }
  return locks;
}

bool type_change_rewrites(const Value& command, const KnownColumn* column) {
  const auto& definition = command.at("def").at("ColumnDef");
  const auto& conversion = definition.at("raw_default");
  if (!conversion.is_null() && !is_plain_column(conversion, command.at("name").string_or(""))) return true;
  return !column || !keeps_values(column->type, type_of(definition.at("typeName")));
}

std::string add_column_rewrite_reason(const Value& column) {
  const auto type = type_of(column.at("typeName"));
  if (type.name == "serial" || type.name == "bigserial" || type.name == "smallserial" ||
      type.name == "serial4" || type.name == "serial8" || type.name == "serial2") {
    return fmt::format("{} numbers every row that is there", type.name);
  }
  if (!constraint_of(column, "CONSTR_IDENTITY").is_null()) return "identity numbers every row that is there";
  if (!constraint_of(column, "CONSTR_GENERATED").is_null())
    return "a stored generated column is computed for every row";
  const auto called = volatile_function(constraint_of(column, "CONSTR_DEFAULT").at("raw_expr"));
  return called ? fmt::format("the default calls {}(), which differs from row to row", *called) : std::string{};
}

}  // namespace admctl::migrate
