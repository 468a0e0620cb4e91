#include "lib/config/validation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/config/store.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::config {
namespace {

using Kind = platform::ConfigStore::Kind;

// The schema's refusal as a sentence; nullopt when it accepts the value.
std::optional<std::string> refusal(const Schema& schema, const Setting& setting, const Value& value) {
  try {
    schema.check(setting, value);
    return std::nullopt;
  } catch (const Error& error) {
    if (error.code() != code::config_invalid) throw;
    return error.detail().empty() ? error.message() : error.message() + "; " + error.detail();
  }
}

void check_values(const Schema& schema, const std::vector<Entry>& entries, std::vector<Finding>& out) {
  for (const auto& entry : entries) {
    if (entry.version) continue;
    const auto* setting = schema.find(entry.key);
    if (!setting) {
      out.push_back({entry.key, "the schema does not know this key",
                     fmt::format("admctl config unset {}, or add it to the pack", entry.key)});
    } else if (auto problem = refusal(schema, *setting, entry.value)) {
      out.push_back({entry.key, std::move(*problem), "admctl config edit " + entry.key});
    }
  }
}

void check_required(const Schema& schema, const std::vector<Entry>& entries, std::vector<Finding>& out) {
  const auto value_of = values_of(schema, entries);
  for (const auto& key : schema.required()) {
    if (!value_of(key)) out.push_back({key, "it must have a value and has none", "admctl config set " + key});
  }
}

void check_document(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                    const platform::ConfigStore& store, std::vector<Finding>& out) {
  const auto rows = ops::load_settings(tx, pack, store);
  const auto* setting = schema.find(store.document);
  for (const auto& row : rows) {
    if (!setting) break;
    if (auto problem = refusal(schema, *setting, row.value))
      out.push_back(
          {store.document, fmt::format("version {}: {}", row.key, *problem), "publish a corrected version"});
  }
  const auto active = std::ranges::count(rows, false, &ops::SettingRow::hidden);
  if (active == 1) return;
  out.push_back({store.document,
                 active == 0 ? "no version is active" : fmt::format("{} versions are active at once", active),
                 fmt::format("admctl config activate {} VERSION", store.document)});
}

}  // namespace

std::vector<Finding> validate(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema) {
  std::vector<Finding> out;
  const auto entries = load_entries(tx, pack, schema);
  check_values(schema, entries, out);
  check_required(schema, entries, out);
  for (const auto& store : mapping_of(pack).stores) {
    if (store.kind == Kind::versions) check_document(tx, pack, schema, store, out);
  }
  std::vector<std::string> keys;
  for (const auto& setting : schema.settings()) keys.push_back(setting.key);
  for (auto& breach : schema.breaches(values_of(schema, entries), keys))
    out.push_back({join(breach.keys, ", "), std::move(breach.what), "admctl config edit"});
  return out;
}

}  // namespace admctl::config
