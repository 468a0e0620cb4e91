#include "lib/config/store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::config {
namespace {

using platform::ConfigStore;

constexpr std::size_t revision_length = 12;

// A text without a type column is read by the type that the schema gives the key.
Value typed_value(const ConfigStore& store, const Schema& schema, const ops::SettingRow& row) {
  const auto* setting = schema.find(row.key);
  const auto* text = row.value.as_string();
  if (!store.text || store.type || !setting || !text) return row.value;
  if (setting->schema.at("type").string_or("") == "string") return row.value;
  try {
    return parse_json(*text);
  } catch (const Error&) {
    // What is there is shown as it is; validation finds it.
    return row.value;
  }
}

std::vector<Entry> entries_of(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                              const ConfigStore& store) {
  std::vector<Entry> out;
  for (const auto& row : ops::load_settings(tx, pack, store)) {
    if (!row.hidden) out.push_back(read_entry(store, schema, row));
  }
  // Several active versions are a fault that validation reports; one of them has to be shown.
  if (store.kind == ConfigStore::Kind::versions && out.size() > 1) out.resize(1);
  return out;
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

const ConfigStore& store_of(const platform::Pack& pack, const Schema& schema, std::string_view key) {
  mapping_of(pack);
  const auto* setting = schema.find(key);
  return platform::store_of(pack, key, setting ? setting->schema : Value{});
}

Entry read_entry(const ConfigStore& store, const Schema& schema, const ops::SettingRow& row) {
  Entry entry;
  entry.store = &store;
  entry.id = row.id;
  entry.key = row.key;
  if (store.kind == ConfigStore::Kind::versions) {
    entry.key = store.document;
    entry.version = row.key;
  }
  entry.value = typed_value(store, schema, row);
  entry.updated = row.updated;
  entry.revision =
      revision_of(entry.key, schema.is_secret(entry.key) ? Value{row.row_version} : entry.value, entry.updated);
  return entry;
}

std::vector<Entry> load_entries(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema) {
  std::vector<Entry> entries;
  for (const auto& store : mapping_of(pack).stores) {
    for (auto& entry : entries_of(tx, pack, schema, store)) {
      // A key that the schema puts elsewhere is looked for there alone.
      if (schema.find(entry.key) && &store_of(pack, schema, entry.key) != &store) continue;
      entries.push_back(std::move(entry));
    }
  }
  std::ranges::stable_sort(entries, {}, &Entry::key);
  return entries;
}

std::optional<Entry> find_entry(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                std::string_view key) {
  const auto& mapping = mapping_of(pack);
  if (const auto* document = mapping.find_document(key)) {
    auto active = entries_of(tx, pack, schema, *document);
    return active.empty() ? std::nullopt : std::optional{std::move(active.front())};
  }
  for (const auto& store : mapping.stores) {
    if (store.kind == ConfigStore::Kind::versions) continue;
    if (schema.find(key) && &store_of(pack, schema, key) != &store) continue;
    const auto row = ops::find_setting(tx, pack, store, key);
    if (row && !row->hidden) return read_entry(store, schema, *row);
  }
  return std::nullopt;
}

ValueOf values_of(const Schema& schema, const std::vector<Entry>& entries) {
  return [&schema, &entries](std::string_view key) -> std::optional<Value> {
    const auto it = std::ranges::find(entries, key, &Entry::key);
    if (it != entries.end()) return it->value;
    const auto* setting = schema.find(key);
    return setting ? setting->fallback : std::nullopt;
  };
}

}  // namespace admctl::config
