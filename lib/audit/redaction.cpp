#include "lib/audit/redaction.hpp"

#include <fmt/format.h>

#include "lib/core/value.hpp"
#include "lib/ops/writer.hpp"
#include "lib/platform/secret_settings.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view secret_class = "secret";
// What the ledger's subjects call settings: "config/KEY".
constexpr std::string_view ledger_subject = "config";

}  // namespace

Redaction::Redaction(pg::Transaction& tx, const platform::Pack& pack) {
  for (const auto& column_class : pack.classes) {
    if (column_class.name != secret_class) continue;
    for (const auto& column : column_class.columns) {
      secret_columns_.insert(column);
      secret_names_.insert(column.substr(column.rfind('.') + 1));
    }
  }
  if (!secret_names_.empty()) find_open_columns(tx, pack.schema);
  if (pack.config) find_open_settings(tx, pack);
}

void Redaction::find_open_columns(pg::Transaction& tx, const std::string& schema) {
  const auto rows = tx.query(
      "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
      "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')",
      {schema});
  for (const auto row : rows) {
    if (!secret_names_.contains(row.text(1))) continue;
    auto column = fmt::format("{}.{}", row.text(0), row.text(1));
    if (!secret_columns_.contains(column)) open_columns_.insert(std::move(column));
  }
}

void Redaction::find_open_settings(pg::Transaction& tx, const platform::Pack& pack) {
  const auto schema = platform::read_config_schema(pack);
  const platform::SecretSettings secrets{schema};
  for (const auto& [key, setting] : schema.at("properties").as_object()->members()) {
    if (!secrets.contains(key)) open_settings_.insert(key);
  }
  for (const auto& store : pack.config->stores) {
    config_tables_.insert(store.table);
    const bool is_document = store.kind == platform::ConfigStore::Kind::versions;
    if (is_document && secrets.contains(store.document)) continue;
    const auto table = ops::quoted_table(pack, store.table);
    // A role that may read the audit log alone sees the values of the keys in the schema, and no others.
    if (tx.value("SELECT has_table_privilege(to_regclass($1), 'SELECT')", {table}) != "t") continue;
    const auto rows = tx.query(
        fmt::format("SELECT {}::text, {}::text FROM {}", pg::quote(store.id), pg::quote(store.key), table));
    for (const auto row : rows) {
      if (!is_document && secrets.contains(row.text(1))) continue;
      open_settings_.emplace(row.text(0));
      open_settings_.emplace(row.text(1));
    }
  }
}

bool Redaction::hides_column(std::string_view table, std::string_view column) const {
  return secret_names_.contains(column) && secret_columns_.contains(fmt::format("{}.{}", table, column));
}

bool Redaction::hides_member(std::string_view resource, std::string_view member, int depth) const {
  if (!secret_names_.contains(member)) return false;
  return depth > 1 || !open_columns_.contains(fmt::format("{}.{}", resource, member));
}

bool Redaction::hides_values(std::string_view resource, std::string_view resource_id) const {
  if (config_tables_.empty()) return false;
  // An operation on several keys names none; secrets are masked when such a one is written.
  if (resource == ledger_subject) return !resource_id.empty() && !open_settings_.contains(resource_id);
  return config_tables_.contains(resource) && !open_settings_.contains(resource_id);
}

}  // namespace admctl::audit
