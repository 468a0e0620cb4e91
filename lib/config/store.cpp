#include "lib/config/store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::config {
namespace {

constexpr std::size_t revision_length = 12;

std::string as_text(const Value& value) { return value.as_string() ? *value.as_string() : to_json(value); }

// Rows are read as JSON objects here and under a lock alike, so that a time has one spelling in revisions.
std::string select_rows(const platform::Pack& pack) {
  return fmt::format("SELECT to_jsonb(t) FROM {} AS t", pg::quote(pack.schema, mapping_of(pack).table));
}

Entry parse_entry(const platform::ConfigMapping& mapping, std::string_view json) {
  const auto row = parse_json(json);
  if (!row.as_object()) throw Error{code::bug, "a row is not a JSON object"};
  return read_entry(mapping, *row.as_object());
}

}  // namespace

std::string revision_of(std::string_view key, const Value& value, const std::optional<std::string>& updated) {
  return sha256_hex(to_canonical_json(Array{key, value, updated})).substr(0, revision_length);
}

const platform::ConfigMapping& mapping_of(const platform::Pack& pack) {
  if (pack.config) return *pack.config;
  throw Error{code::no_config,
              fmt::format("platform {} has no configuration table", pack.platform),
              {},
              "its settings live outside the database; see its documentation"};
}

Entry read_entry(const platform::ConfigMapping& mapping, const Object& row) {
  const auto column = [&](const std::string& name) -> const Value& {
    const auto* value = row.find(name);
    if (!value)
      throw Error{code::schema_missing, fmt::format("table {} has no column {}", mapping.table, name)};
    return *value;
  };
  Entry entry;
  entry.id = as_text(column(mapping.id));
  entry.key = as_text(column(mapping.key));
  entry.value = column(mapping.value);
  if (mapping.updated && !column(*mapping.updated).is_null()) entry.updated = as_text(column(*mapping.updated));
  entry.revision = revision_of(entry.key, entry.value, entry.updated);
  return entry;
}

std::vector<Entry> load_entries(pg::Transaction& tx, const platform::Pack& pack) {
  const auto& mapping = mapping_of(pack);
  std::vector<Entry> entries;
  for (const auto row : tx.query(select_rows(pack))) entries.push_back(parse_entry(mapping, row.text(0)));
  std::ranges::sort(entries, {}, &Entry::key);
  return entries;
}

std::optional<Entry> find_entry(pg::Transaction& tx, const platform::Pack& pack, std::string_view key) {
  const auto& mapping = mapping_of(pack);
  const auto row = tx.value(fmt::format("{} WHERE t.{} = $1", select_rows(pack), pg::quote(mapping.key)),
                            {std::string{key}});
  if (!row) return std::nullopt;
  return parse_entry(mapping, *row);
}

}  // namespace admctl::config
