// table_page of table_description.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/schema/erd.hpp"
#include "lib/schema/table_description.hpp"

namespace admctl::schema {
namespace {

Value text_or_null(std::string_view text) { return text.empty() ? Value{} : Value{std::string{text}}; }

Cell rows_cell(const std::optional<std::int64_t>& rows) {
  return rows ? Cell{Value{*rows}, fmt::format("about {}", *rows)} : Cell{Value{}, "not counted yet"};
}

std::vector<Field> head(const TableDescription& table, std::string_view domain, const PackNotes& pack) {
  std::vector<Field> out{{"table", "TABLE", table.name}};
  const auto add = [&](std::string key, std::string title, std::string_view text) {
    out.push_back({std::move(key), std::move(title), Cell{text_or_null(text)}});
  };
  auto purpose = pack.purpose(table.name);
  if (purpose.empty()) purpose = table.facts.comment;
  add("purpose", "PURPOSE", purpose);
  add("domain", "DOMAIN", domain);
  add("notes", "NOTES", join(pack.of_table(table.name), "; "));
  out.push_back({"rows", "ROWS", rows_cell(table.facts.rows)});
  out.push_back({"bytes", "SIZE", Cell{Value{table.facts.bytes}, size_text(table.facts.bytes)}});
  add("owner", "OWNER", table.owner);
  if (table.facts.partitioned) add("partitioned", "PARTITIONED", "yes");
  if (!table.facts.partition_of.empty()) add("partitionOf", "PARTITION OF", table.facts.partition_of);
  if (!table.row_security.empty()) add("rowSecurity", "ROW SECURITY", table.row_security);
  return out;
}

// 'NEW' of 'NEW'::order_status, for people.
Cell default_cell(const std::string& sql) {
  const auto cast = sql.rfind("'::");
  if (cast == std::string::npos || !sql.starts_with('\'') || sql.find('(') != std::string::npos)
    return text_or_null(sql);
  return {Value{sql}, sql.substr(0, cast + 1)};
}

Table columns_table(const TableDescription& table, const PackNotes& pack) {
  Table out{.columns = {{"column", "COLUMN"},
                        {"type", "TYPE"},
                        {"nullable", "NULL"},
                        {"default", "DEFAULT", false, false, true},
                        {"notes", "NOTES", false, false, true}}};
  for (const auto& column : table.columns) {
    auto notes = pack.of_column(table.name, column.name);
    if (!column.comment.empty()) notes.push_back(column.comment);
    out.rows.push_back({column.name, Cell{Value{column.type}, short_type(column.type)},
                        Cell{Value{column.nullable}, column.nullable ? "null" : ""},
                        default_cell(column.default_value), text_or_null(join(notes, "; "))});
  }
  return out;
}

Table indexes_table(const TableDescription& table) {
  Table out{.columns = {{"index", "INDEX", false, true},
                        {"is", "IS"},
                        {"definition", "ON", false, false, true},
                        {"bytes", "SIZE", true},
                        {"scans", "USED", true}}};
  for (const auto& index : table.indexes) {
    out.rows.push_back({index.name, index.what, index.definition,
                        Cell{Value{index.bytes}, size_text(index.bytes)},
                        Cell{Value{index.scans}, index.scans == 0 ? "never" : std::to_string(index.scans)}});
  }
  return out;
}

Table keys_table(const std::vector<DescribedKey>& keys, bool out_going) {
  Table out{.columns = {{"key", "KEY", false, true},
                        {"columns", out_going ? "COLUMNS" : "THEIR COLUMNS"},
                        {"table", out_going ? "REFERS TO" : "TABLE"},
                        {"references", out_going ? "THEIR COLUMNS" : "REFERS TO"},
                        {"rule", "RULE", false, false, true}}};
  for (const auto& key : keys) {
    const auto rule = key.proven ? key.rule : trim(key.rule + " (never proven)");
    out.rows.push_back({key.name, key.columns, key.table, key.other_columns, text_or_null(rule)});
  }
  return out;
}

Table named_table(const std::vector<NamedText>& list, std::string_view title) {
  Table out{.columns = {{"name", "NAME"}, {"definition", std::string{title}, false, false, true}}};
  for (const auto& each : list) out.rows.push_back({each.name, each.text});
  return out;
}

Table enums_table(const TableDescription& table) {
  Table out{.columns = {{"type", "TYPE"}, {"values", "VALUES", false, false, true}}};
  for (const auto& each : table.enums)
    out.rows.push_back({each.name, Cell{Value{to_array(each.labels)}, join(each.labels, ", ")}});
  return out;
}

}  // namespace

Report table_page(const TableDescription& table, std::string_view domain, const PackNotes& pack) {
  Report report;
  report.fields("about", "", head(table, domain, pack));
  report.table("columns", "Columns", columns_table(table, pack));
  report.table("indexes", "Keys and indexes", indexes_table(table));
  if (!table.keys_out.empty()) report.table("foreignKeys", "Refers to", keys_table(table.keys_out, true));
  if (!table.keys_in.empty()) report.table("referencedBy", "Referred to by", keys_table(table.keys_in, false));
  if (!table.constraints.empty())
    report.table("checks", "Checks", named_table(table.constraints, "DEFINITION"));
  if (!table.triggers.empty())
    report.table("triggers", "Triggers", named_table(table.triggers, "WHEN AND WHAT"));
  if (!table.policies.empty()) report.table("policies", "Policies", named_table(table.policies, "RULE"));
  if (!table.enums.empty()) report.table("enums", "Values", enums_table(table));
  return report;
}

}  // namespace admctl::schema
