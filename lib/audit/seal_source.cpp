#include "lib/audit/seal_source.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view events_prefix = "events:";

std::vector<std::string> column_names(pg::Transaction& tx, const SealSource& source) {
  std::vector<std::string> names;
  const auto rows = tx.query(
      "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 "
      "AND NOT attisdropped ORDER BY attnum",
      {source.relation()});
  for (const auto row : rows) names.emplace_back(row.text(0));
  return names;
}

std::vector<SealSource> possible_sources(const platform::Pack& pack) {
  std::vector<SealSource> sources;
  if (pack.audit) {
    sources.push_back({"audit",
                       pack.schema,
                       pack.audit->table,
                       {pack.audit->columns.at("id")},
                       {},
                       pack.audit->columns.at("time")});
  }
  std::set<std::string> tables;
  for (const auto& kind : pack.kinds) {
    const auto& trail = kind.trail;
    if (trail.event_table.empty() || trail.event_time.empty() || !tables.insert(trail.event_table).second)
      continue;
    sources.push_back({std::string{events_prefix} + trail.event_table,
                       pack.schema,
                       trail.event_table,
                       {trail.event_key},
                       {},
                       trail.event_time});
  }
  // Last: whether it has anything new depends on the others.
  sources.push_back({"ledger", "admctl", "operation", {"seq"}, {}, "finished_at", true});
  return sources;
}

}  // namespace

std::string SealSource::relation() const { return pg::quote(schema, table); }

std::string SealSource::key_sql() const {
  if (key.size() == 1) return fmt::format("a.{}::text", pg::quote(key[0]));
  std::vector<std::string> parts;
  for (const auto& column : key) parts.push_back(fmt::format("a.{}::text", pg::quote(column)));
  return fmt::format("jsonb_build_array({})::text", join(parts, ", "));
}

std::string SealSource::columns_sql() const {
  std::vector<std::string> parts;
  for (const auto& column : columns) parts.push_back(fmt::format("a.{}::text", pg::quote(column)));
  return join(parts, ", ");
}

bool has_unsealed_after(pg::Transaction& tx, const SealSource& source, const std::string& time) {
  const auto sql = fmt::format(
      "SELECT 1 FROM {} AS a WHERE a.{} > $1{} AND NOT EXISTS (SELECT FROM admctl.seal_leaf AS l WHERE "
      "l.source = $2 "
      "AND l.key = {}) LIMIT 1",
      source.relation(), pg::quote(source.time), source.is_ledger ? " AND a.kind <> 'audit.seal'" : "",
      source.key_sql());
  return tx.value(sql, {time, source.name}).has_value();
}

bool is_wanted(std::string_view name, const std::vector<std::string>& wanted) {
  const auto matches = [&](std::string_view word) {
    return word == name || (word == "events" && name.starts_with(events_prefix));
  };
  return wanted.empty() || std::ranges::any_of(wanted, matches);
}

std::vector<SealSource> seal_sources(pg::Transaction& tx, const platform::Pack& pack,
                                     const std::vector<std::string>& wanted) {
  const auto possible = possible_sources(pack);
  for (const auto& word : wanted) {
    if (std::ranges::any_of(possible, [&](const auto& source) { return is_wanted(source.name, {word}); }))
      continue;
    std::vector<std::string> names;
    for (const auto& source : possible) names.push_back(source.name);
    throw Error{code::no_audit_table,
                fmt::format("the platform has no audit source '{}'", word),
                {},
                "it has " + join(names, ", ")};
  }
  std::vector<SealSource> sources;
  for (auto source : possible) {
    if (!is_wanted(source.name, wanted)) continue;
    source.columns = column_names(tx, source);
    if (!source.columns.empty()) sources.push_back(std::move(source));
  }
  return sources;
}

LeafText::LeafText(std::string_view table, const std::vector<std::string>& columns) {
  std::string before = "{\"table\":";
  append_json_string(before, table);
  before += ",\"row\":{";
  for (const auto& column : columns) {
    append_json_string(before, column);
    names_.push_back(before + ':');
    before = ",";
  }
}

std::string_view LeafText::of(pg::RowView row, std::size_t first) {
  text_.clear();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    text_ += names_[i];
    if (row.is_null(first + i)) {
      text_ += "null";
    } else {
      append_json_string(text_, row.text(first + i));
    }
  }
  text_ += "}}";
  return text_;
}

}  // namespace admctl::audit
