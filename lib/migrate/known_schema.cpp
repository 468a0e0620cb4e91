#include "lib/migrate/known_schema.hpp"

#include <algorithm>
#include <utility>

namespace admctl::migrate {
namespace {

std::vector<std::string> index_columns(const Value& params) {
  std::vector<std::string> columns;
  for (const auto& each : elements(params)) columns.push_back(each.at("IndexElem").at("name").string_or(""));
  return columns;
}

std::string object_name(const Value& object) {
  if (object.as_object() && !object.at("List").is_null())
    return dotted_name(names_of(object.at("List").at("items")));
  if (!object.at("TypeName").is_null()) return dotted_name(names_of(object.at("TypeName").at("names")));
  if (!object.at("ObjectWithArgs").is_null()) {
    return dotted_name(names_of(object.at("ObjectWithArgs").at("objname")));
  }
  return object.at("String").at("sval").string_or("");
}

}  // namespace

void KnownSchema::begin_migration() {
  for (auto& entry : tables_) entry.second.is_new = false;
  new_objects_.clear();
  added_enum_values_.clear();
}

void KnownSchema::add_table(const std::string& name, KnownTable table) { tables_[name] = std::move(table); }

KnownTable* KnownSchema::table(std::string_view name) {
  const auto it = tables_.find(name);
  return it == tables_.end() ? nullptr : &it->second;
}

const KnownTable* KnownSchema::find_table(std::string_view name) const {
  const auto it = tables_.find(name);
  return it == tables_.end() ? nullptr : &it->second;
}

const KnownColumn* KnownSchema::find_column(std::string_view table, std::string_view column) const {
  const auto* known = find_table(table);
  if (!known) return nullptr;
  const auto it = known->columns.find(std::string{column});
  return it == known->columns.end() ? nullptr : &it->second;
}

bool KnownSchema::is_new(std::string_view table) const {
  const auto* known = find_table(table);
  return known && known->is_new;
}

std::optional<std::string> KnownSchema::table_of_index(std::string_view index) const {
  for (const auto& entry : tables_) {
    if (std::ranges::find(entry.second.indexes, index, &KnownIndex::name) != entry.second.indexes.end()) {
      return entry.first;
    }
  }
  return std::nullopt;
}

bool KnownSchema::has_not_null_check(std::string_view table, std::string_view column) const {
  const auto* known = find_table(table);
  return known &&
         std::ranges::any_of(known->not_null_checks, [&](const auto& check) { return check.second == column; });
}

void KnownSchema::apply(const ParsedStatement& statement) {
  const auto& kind = statement.kind;
  const auto& node = statement.node;
  if (kind == "CreateStmt") create_table(node);
  if (kind == "AlterTableStmt") alter_table(statement);
  if (kind == "IndexStmt") create_index(node);
  if (kind == "DropStmt") drop(node);
  if (kind == "RenameStmt") rename(node);
  if (kind == "CreateTableAsStmt") {
    KnownTable made;
    made.is_new = true;
    tables_[relation_name(node.at("into").at("rel"))] = std::move(made);
  }
  if (kind == "CreateEnumStmt") new_objects_.insert(dotted_name(names_of(node.at("typeName"))));
  if (kind == "ViewStmt") new_objects_.insert(relation_name(node.at("view")));
  if (kind == "CreateFunctionStmt") new_objects_.insert(dotted_name(names_of(node.at("funcname"))));
  if (kind == "AlterEnumStmt" && node.at("oldVal").is_null()) {
    const auto type = dotted_name(names_of(node.at("typeName")));
    if (!is_new_object(type)) added_enum_values_[node.at("newVal").string_or("")] = type;
  }
}

void KnownSchema::create_table(const Value& node) {
  const auto name = relation_name(node.at("relation"));
  if (is_true(node, "if_not_exists") && find_table(name)) return;
  KnownTable made;
  made.is_new = true;
  for (const auto& element : elements(node.at("tableElts"))) {
    if (!element.at("ColumnDef").is_null()) add_column(made, element.at("ColumnDef"));
    if (!element.at("Constraint").is_null()) add_constraint(made, element.at("Constraint"), {});
  }
  tables_[name] = std::move(made);
}

void KnownSchema::add_column(KnownTable& table, const Value& column) {
  const auto name = column.at("colname").string_or("");
  table.columns[name] = {
      type_of(column.at("typeName")),
      !constraint_of(column, "CONSTR_NOTNULL").is_null() || !constraint_of(column, "CONSTR_PRIMARY").is_null()};
  for_each_constraint(column.at("constraints"), [&](std::string_view, const Value& constraint) {
    add_constraint(table, constraint, name);
  });
}

void KnownSchema::add_constraint(KnownTable& table, const Value& constraint, const std::string& column) {
  const auto type = constraint.at("contype").string_or("");
  const auto name = constraint.at("conname").string_or("");
  if (type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE") {
    auto columns = column.empty() ? names_of(constraint.at("keys")) : std::vector<std::string>{column};
    if (columns.empty()) return;  // USING INDEX: known already
    if (type == "CONSTR_PRIMARY") {
      for (const auto& each : columns) table.columns[each].not_null = true;
    }
    table.indexes.push_back({name, std::move(columns), true, false});
    return;
  }
  const auto checked = type == "CONSTR_CHECK" ? not_null_column(constraint.at("raw_expr")) : std::nullopt;
  if (is_true(constraint, "skip_validation")) {
    table.unvalidated[name] = checked.value_or("");
  } else if (checked) {
    table.not_null_checks[name] = *checked;
  }
}

void KnownSchema::alter_table(const ParsedStatement& statement) {
  auto* known = table(relation_name(statement.node.at("relation")));
  if (!known) return;
  for_each_command(statement, [&](std::string_view subtype, const Value& command) {
    const auto name = command.at("name").string_or("");
    if (subtype == "AT_AddColumn") add_column(*known, command.at("def").at("ColumnDef"));
    if (subtype == "AT_DropColumn") {
      known->columns.erase(name);
      std::erase_if(known->indexes, [&](const KnownIndex& index) {
        return std::ranges::find(index.columns, name) != index.columns.end();
      });
    }
    if (subtype == "AT_AlterColumnType") {
      known->columns[name].type = type_of(command.at("def").at("ColumnDef").at("typeName"));
    }
    if (subtype == "AT_SetNotNull") known->columns[name].not_null = true;
    if (subtype == "AT_DropNotNull") known->columns[name].not_null = false;
    if (subtype == "AT_AddConstraint") add_constraint(*known, command.at("def").at("Constraint"), {});
    if (subtype == "AT_ValidateConstraint") {
      const auto it = known->unvalidated.find(name);
      if (it == known->unvalidated.end()) return;
      if (!it->second.empty()) known->not_null_checks[name] = it->second;
      known->unvalidated.erase(it);
    }
    if (subtype == "AT_DropConstraint") {
      known->not_null_checks.erase(name);
      known->unvalidated.erase(name);
      std::erase_if(known->indexes, [&](const KnownIndex& index) { return index.name == name; });
    }
  });
}

void KnownSchema::create_index(const Value& node) {
  auto* known = table(relation_name(node.at("relation")));
  if (!known) return;
  known->indexes.push_back({node.at("idxname").string_or(""), index_columns(node.at("indexParams")),
                            is_true(node, "unique"), !node.at("whereClause").is_null()});
}

void KnownSchema::drop(const Value& node) {
  for (const auto& object : elements(node.at("objects"))) {
    const auto name = object_name(object);
    if (node.at("removeType").string_or("") == "OBJECT_TABLE") tables_.erase(name);
    if (node.at("removeType").string_or("") != "OBJECT_INDEX") continue;
    for (auto& entry : tables_) {
      std::erase_if(entry.second.indexes, [&](const KnownIndex& index) { return index.name == name; });
    }
  }
}

void KnownSchema::rename(const Value& node) {
  const auto type = node.at("renameType").string_or("");
  const auto from = relation_name(node.at("relation"));
  const auto to = node.at("newname").string_or("");
  if (type == "OBJECT_TABLE") {
    auto moved = tables_.extract(from);
    if (moved.empty()) return;
    const auto dot = from.rfind('.');
    moved.key() = dot == std::string::npos ? to : from.substr(0, dot + 1) + to;
    tables_.insert(std::move(moved));
  } else if (type == "OBJECT_COLUMN") {
    auto* known = table(from);
    if (!known) return;
    auto moved = known->columns.extract(node.at("subname").string_or(""));
    if (moved.empty()) return;
    for (auto& index : known->indexes) std::ranges::replace(index.columns, moved.key(), to);
    moved.key() = to;
    known->columns.insert(std::move(moved));
  } else if (type == "OBJECT_INDEX") {
    for (auto& entry : tables_) {
      for (auto& index : entry.second.indexes) {
        if (index.name == from) index.name = to;
      }
    }
  } else if (new_objects_.count(from)) {
    new_objects_.insert(to);
  }
}

}  // namespace admctl::migrate
