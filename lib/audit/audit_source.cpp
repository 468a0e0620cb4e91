#include "lib/audit/audit_source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/audit/ledger_source.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

constexpr std::array<std::string_view, common_count> names{"time",     "actor",      "actorType", "action",
                                                           "resource", "resourceId", "old",       "new",
                                                           "reason",   "ticket",     "operation", "id"};
// What the pack's mapping calls them; empty: taken from the metadata.
constexpr std::array<std::string_view, common_count> mapped_names{
    "time", "actor", "actor_type", "action", "resource", "resource_id", "old", "new", "", "", "", "id"};

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
                fmt::format("the audit table {} does not exist", table),
                {},
                "run 'admctl migrate status': the platform's tables may not be there yet"};
  }
  return columns;
}

class PlatformSource {
 public:
  PlatformSource(pg::Transaction& tx, const platform::Pack& pack) : mapping_{*pack.audit} {
    source_.table = mapping_.table;
    source_.from = pg::quote(pack.schema, mapping_.table) + " AS a";
    source_.columns = read_columns(tx, pack.schema, mapping_.table);
  }

  Source make() {
    for (std::size_t i = 0; i < common_count; ++i) source_.common[i] = find(mapped_names[i]);
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
                  fmt::format("the audit table {} has no column {}", mapping_.table, it->second),
                  {},
                  "run 'admctl migrate status', or correct 'audit' in the pack's platform.yaml"};
    }
    return static_cast<std::size_t>(column - source_.columns.begin());
  }

  std::string name_of(std::size_t column) const { return "a." + pg::quote(source_.columns[column].name); }
  std::string sql(Common field) const {
    const auto index = source_.column_of(field);
    return index ? name_of(*index) : std::string{};
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

Source find_source(pg::Transaction& tx, const platform::Pack& pack) {
  return pack.audit ? PlatformSource{tx, pack}.make() : ledger_source(tx);
}

}  // namespace admctl::audit
