#include "lib/audit/audit_source.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "lib/audit/ledger_source.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::audit {
namespace {

constexpr std::array<std::string_view, common_count> names{
    "time", "source", "actor",  "actorType", "action",    "resource", "resourceId",
    "old",  "new",    "reason", "ticket",    "operation", "id"};
// What the pack's mapping calls them; empty: taken from the metadata.
constexpr std::array<std::string_view, common_count> mapped_names{
    "time", "", "actor", "actor_type", "action", "resource", "resource_id", "old", "new", "", "", "", "id"};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

SourceColumn read_column(pg::RowView row) {
  const auto type = row.text("type");
  const auto kind = row.text("kind");
  SourceColumn column{std::string{row.text("name")}, "a." + pg::quote(row.text("name"))};
  if (type == "bool") {
    column.type = ColumnType::boolean;
  } else if (is_one_of(type, {"int2", "int4", "int8", "float4", "float8", "numeric"})) {
    column.type = ColumnType::number;
  } else if (is_one_of(type, {"json", "jsonb"})) {
    column.type = ColumnType::json;
  } else if (is_one_of(type, {"timestamp", "timestamptz"})) {
    column.type = ColumnType::timestamp;
  } else if (row.text("category") == "A" || kind == "c" || kind == "d") {
    // Arrays, composites and domains: the server knows best.
    column.type = ColumnType::json;
    column.sql = fmt::format("to_json({})", column.sql);
  }
  return column;
}

std::vector<SourceColumn> read_columns(pg::Transaction& tx, const std::string& schema,
                                       const std::string& table) {
  std::vector<SourceColumn> columns;
  const auto rows = tx.query(
      "SELECT a.attname AS name, t.typname AS type, t.typcategory AS category, t.typtype AS kind "
      "FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid "
      "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
      {pg::quote(schema, table)});
  for (const auto row : rows) columns.push_back(read_column(row));
  if (columns.empty()) {
    throw Error{code::schema_missing,
                fmt::format("the table {} does not exist", table),
                {},
                "run 'admctl migrate status': the platform's tables may not be there yet"};
  }
  return columns;
}

// How large the table is thought to be, and whether rows can be read by ranges of time.
void read_statistics(pg::Transaction& tx, const std::string& schema, const std::string& time, Source& source) {
  const auto rows = tx.query(
      "SELECT c.reltuples, a.attnotnull AND EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND "
      "i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = a.attnum AND pg_index_column_has_property("
      "i.indexrelid, 1, 'orderable')) FROM pg_class AS c "
      "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = $2 "
      "WHERE c.oid = to_regclass($1)",
      {pg::quote(schema, source.table), time});
  if (rows.empty()) return;
  source.estimated_rows = std::strtod(std::string{rows.front().text(0)}.c_str(), nullptr);
  source.time_is_indexed = rows.front().boolean(1);
}

class PlatformSource {
 public:
  PlatformSource(pg::Transaction& tx, const platform::Pack& pack, const platform::AuditMapping& mapping,
                 SourceKind kind)
      : mapping_{mapping} {
    source_.kind = kind;
    source_.table = mapping_.table;
    source_.from = pg::quote(pack.schema, mapping_.table) + " AS a";
    source_.columns = read_columns(tx, pack.schema, mapping_.table);
    read_statistics(tx, pack.schema, mapping_.columns.at("time"), source_);
    compute("source", fmt::format("'{}'::text", source_name(kind)), Common::source);
    if (!mapping_.resource.empty())
      compute("resource", pg::quote_literal(tx, mapping_.resource) + "::text", Common::resource);
  }

  Source make() {
    for (std::size_t i = 0; i < common_count; ++i) {
      if (const auto column = find(mapped_names[i])) source_.common[i] = column;
    }
    source_.metadata = find("metadata");
    // Only JSON has members to look into.
    if (source_.metadata && source_.columns[*source_.metadata].type != ColumnType::json)
      source_.metadata.reset();
    for (std::size_t i = 0; i < source_.columns.size(); ++i) {
      auto& column = source_.columns[i];
      column.holds_values =
          i == source_.column_of(Common::old_value) || i == source_.column_of(Common::new_value);
    }
    fill_filter();
    source_.order = {sql(Common::time), sql(Common::id)};
    // A bytewise tie-break is the same on every server.
    if (source_.columns[*source_.column_of(Common::id)].type == ColumnType::text) {
      source_.order[1] = text(Common::id) + " COLLATE \"C\"";
    }
    return std::move(source_);
  }

 private:
  std::optional<std::size_t> find(std::string_view field) const {
    const auto it = mapping_.columns.find(std::string{field});
    if (it == mapping_.columns.end()) return std::nullopt;
    const auto column = std::ranges::find(source_.columns, it->second, &SourceColumn::name);
    if (column == source_.columns.end()) {
      throw Error{code::schema_missing,
                  fmt::format("the table {} has no column {}", mapping_.table, it->second),
                  {},
                  "run 'admctl migrate status', or correct the audit mapping in the pack's platform.yaml"};
    }
    return static_cast<std::size_t>(column - source_.columns.begin());
  }

  // A column that no row of the table has.
  void compute(const std::string& name, std::string sql, Common field) {
    source_.common[static_cast<std::size_t>(field)] = source_.columns.size();
    source_.columns.push_back({name, std::move(sql)});
    source_.columns.back().in_row = false;
  }

  std::string name_of(std::size_t column) const { return "a." + pg::quote(source_.columns[column].name); }
  std::string sql(Common field) const {
    const auto index = source_.column_of(field);
    if (!index) return {};
    return source_.columns[*index].in_row ? name_of(*index) : source_.columns[*index].sql;
  }
  // Enums and numbers compare with text only as text.
  std::string text(Common field) const {
    const auto column = sql(field);
    return column.empty() ? column : column + "::text";
  }
  std::string member(std::string_view name) const {
    return source_.metadata ? fmt::format("{} ->> '{}'", name_of(*source_.metadata), name) : std::string{};
  }

  void fill_filter() {
    auto& filter = source_.filter;
    filter.time = sql(Common::time);
    for (auto& actor : {text(Common::actor), member("operator")}) {
      if (!actor.empty()) filter.actor.push_back(actor);
    }
    filter.action = text(Common::action);
    filter.resource = text(Common::resource);
    filter.resource_id = text(Common::resource_id);
    filter.operation = member("operation");
  }

  const platform::AuditMapping& mapping_;
  Source source_;
};

}  // namespace

std::string_view common_name(Common field) { return names[static_cast<std::size_t>(field)]; }

std::string_view source_name(SourceKind kind) {
  switch (kind) {
    case SourceKind::audit:
      return "audit";
    case SourceKind::events:
      return "events";
    case SourceKind::ledger:
      break;
  }
  return "ledger";
}

std::vector<Source> find_sources(pg::Transaction& tx, const platform::Pack& pack,
                                 std::span<const SourceKind> kinds) {
  const auto wanted = [&](SourceKind kind) {
    return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
  };
  const auto named = [&](SourceKind kind) { return !kinds.empty() && wanted(kind); };
  const auto refuse = [](std::string_view what) {
    throw Error{
        code::no_such_source, fmt::format("the platform has no {}", what), {}, "leave it out of --source"};
  };
  if (named(SourceKind::audit) && !pack.audit) refuse("audit table");
  if (named(SourceKind::events) && pack.events.empty()) refuse("event table");
  std::vector<Source> sources;
  if (wanted(SourceKind::audit) && pack.audit)
    sources.push_back(PlatformSource{tx, pack, *pack.audit, SourceKind::audit}.make());
  if (wanted(SourceKind::events)) {
    for (const auto& events : pack.events)
      sources.push_back(PlatformSource{tx, pack, events, SourceKind::events}.make());
  }
  if (wanted(SourceKind::ledger)) sources.push_back(ledger_source(tx));
  return sources;
}

}  // namespace admctl::audit
