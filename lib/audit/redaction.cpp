#include "lib/audit/redaction.hpp"

#include <algorithm>

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

Redaction::Redaction(pg::Transaction& tx, const platform::Pack& pack, const RedactionRequest& request)
    : salt_{request.salt}, secrets_{request.include_secrets ? Treatment::keep : Treatment::mask} {
  const auto asked = [&](std::string_view name) {
    return std::ranges::find(request.classes, name) != request.classes.end();
  };
  if (asked(secret_class)) secrets_ = Treatment::commit;
  for (const auto& column_class : pack.classes) {
    if (column_class.name == secret_class)
      add_class(column_class, secrets_);
    else if (asked(column_class.name))
      add_class(column_class, Treatment::commit);
  }
  if (!names_.empty()) find_open_columns(tx, pack.schema);
  if (pack.config && secrets_ != Treatment::keep) find_open_settings(tx, pack);
}

void Redaction::add_class(const platform::ColumnClass& column_class, Treatment treatment) {
  if (treatment == Treatment::keep) return;
  const auto strengthen = [&](Treatments& of, std::string_view name) {
    auto& found = of.try_emplace(std::string{name}, Treatment::keep).first->second;
    found = std::max(found, treatment);
  };
  for (const auto& column : column_class.columns) {
    const auto name = std::string_view{column}.substr(column.rfind('.') + 1);
    strengthen(columns_, column);
    strengthen(names_, name);
    if (!name.empty()) lengths_by_letter_[static_cast<unsigned char>(name[0])] |= 1ULL << (name.size() % 64);
  }
}

bool Redaction::may_be_named(std::string_view name) const {
  return !name.empty() &&
         (lengths_by_letter_[static_cast<unsigned char>(name[0])] >> (name.size() % 64) & 1) != 0;
}

void Redaction::find_open_columns(pg::Transaction& tx, const std::string& schema) {
  const auto rows = tx.query(
      "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
      "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')",
      {schema});
  for (const auto row : rows) {
    if (!names_.contains(row.text(1))) continue;
    auto column = fmt::format("{}.{}", row.text(0), row.text(1));
    if (!columns_.contains(column)) open_columns_.insert(std::move(column));
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

Treatment Redaction::of_column(std::string_view table, std::string_view column) const {
  const auto found = columns_.find(fmt::format("{}.{}", table, column));
  return found == columns_.end() ? Treatment::keep : found->second;
}

Treatment Redaction::of_member(std::string_view resource, std::string_view member, int depth) const {
  if (!may_be_named(member)) return Treatment::keep;
  const auto found = names_.find(member);
  if (found == names_.end()) return Treatment::keep;
  if (depth > 1) return found->second;
  const auto column = fmt::format("{}.{}", resource, member);
  if (open_columns_.contains(column)) return Treatment::keep;
  const auto own = columns_.find(column);
  return own == columns_.end() ? found->second : own->second;
}

Treatment Redaction::of_values(std::string_view resource, std::string_view resource_id) const {
  if (config_tables_.empty()) return Treatment::keep;
  // An operation on several keys names none; secrets are masked when such a one is written.
  if (resource == ledger_subject) {
    return resource_id.empty() || open_settings_.contains(resource_id) ? Treatment::keep : secrets_;
  }
  return !config_tables_.contains(resource) || open_settings_.contains(resource_id) ? Treatment::keep
                                                                                    : secrets_;
}

}  // namespace admctl::audit
