#include "lib/config/listing.hpp"

#include <algorithm>

#include "lib/config/comparison.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/ops/row_history.hpp"

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
  listed.differs = entry && fallback && !same_value(entry->value, *fallback);
  for (auto* value : {&listed.value, &listed.fallback}) {
    if (listed.secret && !value->is_null()) *value = Value{redacted};
  }
  listed.entry = std::move(entry);
  return listed;
}

// The ledger's last word on the row counts only if it left the row as it is: another program may have written
// since.
bool left_as_it_is(const Entry& entry, const Value& after, bool secret) {
  const auto* columns = after.as_object();
  if (!columns) return false;
  const auto& store = *entry.store;
  if (store.updated && columns->find(*store.updated))
    return columns->find(*store.updated)->string_or("") == entry.updated.value_or("");
  if (secret) return true;
  const auto value = ops::setting_value(store, *columns);
  return columns->find(store.value) && (same_value(value, entry.value) || value == Value{to_json(entry.value)});
}

void add_authors(pg::Transaction& tx, std::vector<Listed>& all) {
  for (auto& listed : all) {
    if (!listed.entry) continue;
    const auto& entry = *listed.entry;
    const auto changes = ops::row_history(tx, entry.store->table, Object{{entry.store->id, entry.id}}, 1);
    if (!changes.empty() && left_as_it_is(entry, changes.front().change.after, listed.secret))
      listed.changed_by = changes.front().actor;
  }
}

}  // namespace

std::vector<Listed> list(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema) {
  auto entries = load_entries(tx, pack, schema);
  std::vector<Listed> out;
  for (const auto& setting : schema.settings()) {
    const auto it = std::ranges::find(entries, setting.key, &Entry::key);
    out.push_back(make_listed(schema, setting.key, it == entries.end() ? std::nullopt : std::optional{*it}));
  }
  for (auto& entry : entries) {
    const auto key = entry.key;
    if (!schema.find(key)) out.push_back(make_listed(schema, key, std::move(entry)));
  }
  add_authors(tx, out);
  return out;
}

Listed look_up(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key) {
  auto entry = find_entry(tx, pack, schema, key);
  if (!entry) schema.get(key);
  std::vector<Listed> one{make_listed(schema, key, std::move(entry))};
  add_authors(tx, one);
  return std::move(one.front());
}

}  // namespace admctl::config
