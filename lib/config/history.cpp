#include "lib/config/history.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "lib/config/store.hpp"
#include "lib/core/clock.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/ops/row_history.hpp"

namespace admctl::config {
namespace {

using platform::ConfigStore;

std::optional<Value> member(const Value& image, const std::string& name) {
  const auto* object = image.as_object();
  const auto* found = object ? object->find(name) : nullptr;
  return found ? std::optional{*found} : std::nullopt;
}

// Images hold only the columns that changed; going back from the row as it is now, the rest is known too.
class Backwards {
 public:
  Backwards(const ConfigStore& store, const Schema& schema, std::optional<ops::SettingRow> now)
      : store_{store}, schema_{schema} {
    if (now) columns_ = std::move(now->columns);
  }

  Edit step(ops::RowChange& found) {
    Edit edit{found.time, found.actor, found.kind, {}, {}, found.reason, found.operation, {}, {}};
    overlay(found.change.after);
    describe(edit.after, edit.revision_after);
    overlay(found.change.before);
    describe(edit.before, edit.revision_before);
    return edit;
  }

 private:
  void overlay(const Value& image) {
    if (image.is_null()) return columns_.reset();
    if (!columns_) columns_ = Object{};
    for (const auto& [name, value] : image.as_object()->members()) (*columns_)[name] = value;
  }

  void describe(std::optional<Value>& value, std::string& revision) const {
    const bool hidden = columns_ && store_.active && columns_->find(*store_.active) &&
                        *columns_->find(*store_.active) == Value{false};
    revision = no_revision;
    if (!columns_ || hidden) return;
    // A ledger that does not know the row's beginning leaves columns out.
    revision.clear();
    if (!columns_->find(store_.key) || !columns_->find(store_.id) || !columns_->find(store_.value)) {
      if (columns_->find(store_.value)) value = ops::setting_value(store_, *columns_);
      return;
    }
    if (store_.updated && !columns_->find(*store_.updated)) return;
    if (store_.active && !columns_->find(*store_.active)) return;
    const auto entry = read_entry(store_, schema_, ops::read_setting(store_, *columns_));
    value = entry.value;
    if (!schema_.is_secret(entry.key)) revision = entry.revision;
  }

  const ConfigStore& store_;
  const Schema& schema_;
  std::optional<Object> columns_;
};

// The row of the key, hidden or not, and where it is.
struct Place {
  const ConfigStore* store;
  std::optional<ops::SettingRow> row;
};

Place place_of(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key) {
  Place place{&store_of(pack, schema, key), std::nullopt};
  if (!schema.find(key)) {
    if (const auto entry = find_entry(tx, pack, schema, key)) place.store = entry->store;
  }
  place.row = ops::find_setting(tx, pack, *place.store, key);
  return place;
}

std::vector<Edit> ledger_edits(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                               std::string_view key, std::int64_t limit) {
  const auto place = place_of(tx, pack, schema, key);
  const auto& store = *place.store;
  ops::NamedRow row{store.table, store.key, std::string{key}, std::nullopt};
  if (place.row) row.key = Object{{store.id, place.row->id}};
  Backwards state{store, schema, place.row};
  std::vector<Edit> edits;
  for (auto& found : ops::row_history(tx, row, limit)) edits.push_back(state.step(found));
  return edits;
}

// What happened to the versions, without their documents.
std::vector<Edit> document_edits(pg::Transaction& tx, const platform::Pack& pack, const ConfigStore& store,
                                 std::int64_t limit) {
  const auto outline = [&](const std::string& version, const Value& image) -> std::optional<Value> {
    if (image.is_null()) return std::nullopt;
    Object out{{"version", version}};
    for (const auto* name : {&store.active, &store.deprecated, &store.title}) {
      if (!*name) continue;
      if (const auto* value = image.as_object()->find(**name)) out[**name] = *value;
    }
    return out;
  };
  std::vector<Edit> edits;
  for (const auto& row : ops::load_settings(tx, pack, store)) {
    for (const auto& found : ops::row_history(tx, store.table, Object{{store.id, row.id}}, limit)) {
      edits.push_back({found.time,
                       found.actor,
                       found.kind,
                       outline(row.key, found.change.before),
                       outline(row.key, found.change.after),
                       found.reason,
                       found.operation,
                       {},
                       {}});
    }
  }
  return edits;
}

// A value that an application logged: bare, or under the column's or the key's name.
std::optional<Value> logged_value(const ConfigStore& store, std::string_view key, const Value& logged) {
  if (logged.is_null()) return std::nullopt;
  for (const std::string_view name : {std::string_view{store.value}, key}) {
    if (auto found = member(logged, std::string{name})) return found;
  }
  return logged;
}

Edit read_audit_row(const platform::Pack& pack, const ConfigStore& store, std::string_view key,
                    const Value& row) {
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
          logged_value(store, key, field("old")),
          logged_value(store, key, field("new")),
          reason ? std::optional{*reason} : std::nullopt,
          std::nullopt,
          {},
          {}};
}

// Rows about the key that admctl did not write: its own are in the ledger, with more to say. `names` are what
// the application may call the row.
std::vector<Edit> audit_edits(pg::Transaction& tx, const platform::Pack& pack, const ConfigStore& store,
                              std::string_view key, std::span<const std::string> names, std::int64_t limit) {
  std::vector<Edit> edits;
  if (!pack.audit) return edits;
  const auto& columns = pack.audit->columns;
  if (!columns.contains("resource") || !columns.contains("resource_id")) return edits;
  const auto column = [&](const std::string& name) { return "a." + pg::quote(columns.at(name)); };
  const auto by_admctl = columns.contains("metadata")
                             ? fmt::format("coalesce(to_jsonb({}) ? 'operation', false)", column("metadata"))
                             : std::string{"false"};
  const auto rows = tx.query(
      fmt::format("SELECT to_jsonb(a) FROM {} AS a WHERE {}::text = $1 AND {}::text = ANY($2) AND NOT {} "
                  "ORDER BY {} DESC, {} DESC LIMIT $3",
                  pg::quote(pack.schema, pack.audit->table), column("resource"), column("resource_id"),
                  by_admctl, column("time"), column("id")),
      {store.table, pg::array_text(names), std::to_string(limit)});
  for (const auto row : rows) edits.push_back(read_audit_row(pack, store, key, parse_json(row.text(0))));
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
  const auto* document = mapping_of(pack).find_document(key);
  const auto& store = document ? *document : *place_of(tx, pack, schema, key).store;
  std::vector<std::string> names{std::string{key}};
  if (document) {
    for (const auto& row : ops::load_settings(tx, pack, store)) names.insert(names.end(), {row.key, row.id});
  } else if (const auto row = ops::find_setting(tx, pack, store, key)) {
    names.push_back(row->id);
  }
  auto edits = document ? document_edits(tx, pack, store, limit) : ledger_edits(tx, pack, schema, key, limit);
  auto others = audit_edits(tx, pack, store, key, names, limit);
  if (edits.empty() && others.empty() && !find_entry(tx, pack, schema, key)) schema.get(key);
  edits.insert(edits.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  // The halves are sorted; equal times keep the ledger's row first.
  std::ranges::stable_sort(edits, std::ranges::greater{}, &Edit::time);
  if (edits.size() > static_cast<std::size_t>(limit)) edits.resize(static_cast<std::size_t>(limit));
  if (schema.is_secret(key)) mask(edits);
  return edits;
}

std::optional<Edit> last_edit(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                              std::string_view key) {
  auto edits = ledger_edits(tx, pack, schema, key, 1);
  if (schema.is_secret(key)) mask(edits);
  return edits.empty() ? std::nullopt : std::optional{std::move(edits.front())};
}

}  // namespace admctl::config
