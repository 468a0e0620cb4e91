#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/live_schema.hpp"
#include "commands/replica_flags.hpp"
#include "commands/schema_commands.hpp"
#include "lib/core/text.hpp"
#include "lib/schema/table_description.hpp"
#include "lib/schema/table_groups.hpp"

namespace admctl::commands {
namespace {

struct TablesRequest : SchemaFlags {
  std::vector<std::string> patterns;
};

std::string domain_of(const std::vector<schema::TableGroup>& groups, const std::string& table) {
  const auto found = std::ranges::find_if(groups, [&](const schema::TableGroup& group) {
    return std::ranges::find(group.tables, table) != group.tables.end();
  });
  return found == groups.end() ? std::string{} : found->title;
}

Row row_of(const pg::CatalogTable& table, const schema::TableFacts& facts, const std::string& domain,
           const schema::PackNotes& pack) {
  auto notes = pack.of_table(table.name);
  if (facts.partitioned) notes.emplace_back("partitioned");
  if (!facts.partition_of.empty()) notes.push_back("partition of " + facts.partition_of);
  auto purpose = pack.purpose(table.name);
  if (purpose.empty()) purpose = facts.comment;
  return {table.name,
          facts.rows ? Cell{*facts.rows} : Cell{Value{}, "?"},
          Cell{Value{facts.bytes}, schema::size_text(facts.bytes)},
          table.columns.size(),
          table.foreign_keys.size(),
          Cell{Value{to_array(table.primary_key)}, join(table.primary_key, ", ")},
          domain.empty() ? Value{} : Value{domain},
          purpose.empty() ? Value{} : Value{purpose},
          notes.empty() ? Value{} : Value{join(notes, "; ")}};
}

Report run_tables(Context& context, const TablesRequest& request) {
  LiveSchema live{context, request};
  const auto catalog = pg::read_catalog(live.tx(), live.name());
  const auto facts = schema::read_table_facts(live.tx(), live.name());
  const auto groups = schema::group_tables(catalog, live.notes().domains());
  Table table{.columns = {{"table", "TABLE"},
                          {"rows", "ROWS", true},
                          {"bytes", "SIZE", true},
                          {"columns", "COLUMNS", true},
                          {"foreignKeys", "FKS", true},
                          {"primaryKey", "KEY", false, true},
                          {"domain", "DOMAIN", false, true},
                          {"purpose", "PURPOSE", false, true, true},
                          {"notes", "NOTES", false, false, true}}};
  for (const auto& name : schema::choose_tables(catalog, request.patterns, live.name())) {
    const auto& each = schema::find_table(catalog, name, live.name());
    table.rows.push_back(row_of(each, facts.at(name), domain_of(groups, name), live.notes()));
  }
  const auto count = table.rows.size();
  auto report = Report::list(std::move(table));
  return report.note(
      fmt::format("{} of schema {}; rows are the server's estimates", count_of(count, "table"), live.name()));
}

struct DescribeRequest : SchemaFlags {
  std::string table;
};

Report run_describe(Context& context, const DescribeRequest& request) {
  LiveSchema live{context, request};
  const auto catalog = pg::read_catalog(live.tx(), live.name());
  const auto& table = schema::find_table(catalog, request.table, live.name());
  const auto description = schema::describe_table(live.tx(), live.name(), catalog, table);
  return schema::table_page(
      description, domain_of(schema::group_tables(catalog, live.notes().domains()), table.name), live.notes());
}

Run declare_tables(Flags& flags) {
  auto request = std::make_shared<TablesRequest>();
  declare_schema_flags(flags, *request);
  flags.optional_rest("PATTERN", request->patterns, "tables, * and ? standing for anything; none means all");
  return [request](Context& context) { return run_tables(context, *request); };
}

Run declare_describe(Flags& flags) {
  auto request = std::make_shared<DescribeRequest>();
  flags.required("TABLE", request->table, "the table");
  declare_schema_flags(flags, *request);
  return [request](Context& context) { return run_describe(context, *request); };
}

}  // namespace

Command schema_tables_command() {
  return {
      .name = "schema tables",
      .summary = "the tables of the target, how big they are, and what the platform uses them for",
      .details =
          "Sizes are with indexes and large values. Rows are estimates of the server's statistics, ? where it "
          "has none yet. Notes come from the platform pack: kinds, events, settings, taxonomies; --live leaves "
          "them out, for databases that no pack describes. -o wide adds keys, domains and purposes.",
      .examples = {{"admctl schema tables", "all of them"},
                   {"admctl schema tables 'deal*' '*_logs'", "those whose names match"},
                   {"admctl schema tables --live --schema admctl", "those of the ledger"}},
      .effect = Effect::reads,
      .declare = reading<declare_tables>,
  };
}

Command schema_describe_command() {
  return {
      .name = "schema describe",
      .summary = "one table: columns, keys, indexes and how much they are used, checks, triggers, values",
      .details =
          "Notes of columns come from the platform pack: what is secret or personal, what holds a state, money "
          "and its unit. Uses of indexes count from the last reset of the server's statistics.\n\n"
          "Exit status: 3 when there is no such table; near names are suggested.",
      .examples = {{"admctl schema describe deals", "everything about the table"},
                   {"admctl schema describe deals -o json", "the same for scripts"},
                   {"admctl schema describe operation --live --schema admctl", "a table of the ledger"}},
      .effect = Effect::reads,
      .declare = reading<declare_describe>,
  };
}

}  // namespace admctl::commands
