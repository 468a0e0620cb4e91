#include "lib/config/listing.hpp"

#include <algorithm>

#include "lib/core/redact.hpp"

namespace admctl::config {
namespace {

Listed make_listed(const Schema& schema, std::string_view key, std::optional<Entry> entry) {
  Listed listed;
  listed.key = key;
  listed.setting = schema.find(key);
  listed.secret = schema.is_secret(key);
  const auto fallback = listed.setting ? listed.setting->fallback : std::nullopt;
  listed.fallback = fallback.value_or(Value{});
  listed.value = entry ? entry->value : listed.fallback;
  listed.differs = entry && fallback && entry->value != *fallback;
  for (auto* value : {&listed.value, &listed.fallback}) {
    if (listed.secret && !value->is_null()) *value = Value{redacted};
  }
  listed.entry = std::move(entry);
  return listed;
}

}  // namespace

std::vector<Listed> list(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema) {
  auto entries = load_entries(tx, pack);
  std::vector<Listed> out;
  for (const auto& setting : schema.settings()) {
    const auto it = std::ranges::find(entries, setting.key, &Entry::key);
    out.push_back(make_listed(schema, setting.key, it == entries.end() ? std::nullopt : std::optional{*it}));
  }
  for (auto& entry : entries) {
    const auto key = entry.key;
    if (!schema.find(key)) out.push_back(make_listed(schema, key, std::move(entry)));
  }
  return out;
}

Listed look_up(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key) {
  auto entry = find_entry(tx, pack, key);
  if (!entry) schema.get(key);
  return make_listed(schema, key, std::move(entry));
}

}  // namespace admctl::config
