#include "lib/config/history.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/config/store.hpp"
#include "lib/core/clock.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/ops/row_history.hpp"

namespace admctl::config {
namespace {

std::optional<Value> member(const Value& image, const std::string& name) {
  const auto* object = image.as_object();
  const auto* found = object ? object->find(name) : nullptr;
  return found ? std::optional{*found} : std::nullopt;
}

std::vector<Edit> ledger_edits(pg::Transaction& tx, const platform::Pack& pack, std::string_view key,
                               std::int64_t limit) {
  const auto& mapping = mapping_of(pack);
  ops::NamedRow row{mapping.table, mapping.key, std::string{key}, std::nullopt};
  if (const auto entry = find_entry(tx, pack, key)) row.key = Object{{mapping.id, entry->id}};
  std::vector<Edit> edits;
  for (auto& found : ops::row_history(tx, row, limit)) {
    edits.push_back({found.time, found.actor, found.kind, member(found.change.before, mapping.value),
                     member(found.change.after, mapping.value), found.reason, found.operation});
  }
  return edits;
}

// A value that an application logged: bare, or under the column's or the key's name.
std::optional<Value> logged_value(const platform::ConfigMapping& mapping, std::string_view key,
                                  const Value& logged) {
  if (logged.is_null()) return std::nullopt;
  for (const std::string_view name : {std::string_view{mapping.value}, key}) {
    if (auto found = member(logged, std::string{name})) return found;
  }
  return logged;
}

Edit read_audit_row(const platform::Pack& pack, std::string_view key, const Value& row) {
  const auto field = [&](const std::string& name) -> const Value& {
    const auto column = pack.audit->columns.find(name);
    static const Value none;
    return column == pack.audit->columns.end() ? none : row.at(column->second);
  };
  const auto time = parse_time(field("time").string_or(""));
  const auto& actor = field("actor").is_null() ? field("metadata").at("operator") : field("actor");
  const auto* reason = field("metadata").at("reason").as_string();
  return {time ? to_rfc3339(*time) : field("time").string_or(""),
          actor.string_or(field("actor_type").string_or("unknown")),
          field("action").string_or(""),
          logged_value(*pack.config, key, field("old")),
          logged_value(*pack.config, key, field("new")),
          reason ? std::optional{*reason} : std::nullopt,
          std::nullopt};
}

// Rows about the key that admctl did not write: its own are in the ledger, with more to say.
std::vector<Edit> audit_edits(pg::Transaction& tx, const platform::Pack& pack, std::string_view key,
                              std::int64_t limit) {
  std::vector<Edit> edits;
  if (!pack.audit) return edits;
  const auto& columns = pack.audit->columns;
  if (!columns.contains("resource") || !columns.contains("resource_id")) return edits;
  const auto column = [&](const std::string& name) { return "a." + pg::quote(columns.at(name)); };
  const auto by_admctl = columns.contains("metadata")
                             ? fmt::format("coalesce(to_jsonb({}) ? 'operation', false)", column("metadata"))
                             : std::string{"false"};
  const auto entry = find_entry(tx, pack, key);
  const auto rows = tx.query(
      fmt::format("SELECT to_jsonb(a) FROM {} AS a WHERE {}::text = $1 AND {}::text IN ($2, $3) AND NOT {} "
                  "ORDER BY {} DESC, {} DESC LIMIT $4",
                  pg::quote(pack.schema, pack.audit->table), column("resource"), column("resource_id"),
                  by_admctl, column("time"), column("id")),
      {mapping_of(pack).table, std::string{key}, entry ? entry->id : std::string{key}, std::to_string(limit)});
  for (const auto row : rows) edits.push_back(read_audit_row(pack, key, parse_json(row.text(0))));
  return edits;
}

void mask(std::vector<Edit>& edits) {
  for (auto& edit : edits) {
    for (auto* value : {&edit.before, &edit.after}) {
      if (*value) *value = Value{redacted};
    }
  }
}

}  // namespace

std::vector<Edit> history(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                          std::string_view key, std::int64_t limit) {
  auto edits = ledger_edits(tx, pack, key, limit);
  auto others = audit_edits(tx, pack, key, limit);
  if (edits.empty() && others.empty() && !find_entry(tx, pack, key)) schema.get(key);
  edits.insert(edits.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  // Both halves are sorted; equal times keep the ledger's row first.
  std::ranges::stable_sort(edits, std::ranges::greater{}, &Edit::time);
  if (edits.size() > static_cast<std::size_t>(limit)) edits.resize(static_cast<std::size_t>(limit));
  if (schema.is_secret(key)) mask(edits);
  return edits;
}

std::optional<Edit> last_edit(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                              std::string_view key) {
  auto edits = ledger_edits(tx, pack, key, 1);
  if (schema.is_secret(key)) mask(edits);
  return edits.empty() ? std::nullopt : std::optional{std::move(edits.front())};
}

}  // namespace admctl::config
