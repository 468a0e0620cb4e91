#include "lib/ops/setting_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::ops {
namespace {

using platform::ConfigStore;

std::string as_text(const Value& value) { return value.as_string() ? *value.as_string() : to_json(value); }

// Rows are read as JSON objects here and under a lock alike, so that a time has one spelling in revisions.
std::string select_rows(const platform::Pack& pack, const ConfigStore& store) {
  return fmt::format("SELECT to_jsonb(t), t.xmin::text FROM {} AS t", quoted_table(pack, store.table));
}

SettingRow parse_row(const ConfigStore& store, pg::RowView row) {
  auto value = parse_json(row.text(0));
  auto* columns = value.as_object();
  if (!columns) throw Error{code::bug, "a row is not a JSON object"};
  auto out = read_setting(store, std::move(*columns));
  out.row_version = row.text(1);
  return out;
}

// The table of native settings is made with the ledger, by the first write.
bool is_missing(pg::Transaction& tx, const ConfigStore& store) {
  return store.kind == ConfigStore::Kind::native &&
         !tx.value("SELECT to_regclass($1)", {std::string{platform::native_settings_table}});
}

std::optional<SettingRow> select_one(pg::Transaction& tx, const platform::Pack& pack, const ConfigStore& store,
                                     std::string_view key, std::string_view suffix) {
  const auto rows =
      tx.query(fmt::format("{} WHERE t.{} = $1{}", select_rows(pack, store), pg::quote(store.key), suffix),
               {std::string{key}});
  if (rows.empty()) return std::nullopt;
  return parse_row(store, rows.front());
}

Value parse_or_keep(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    // The row is not what its type says: it is shown as it is, and validation finds it.
    return text;
  }
}

std::string_view type_word(const Value& value) {
  if (value.as_string()) return "string";
  if (value.as_bool()) return "boolean";
  return value.as_int() || value.as_double() || value.as_decimal() ? "number" : "json";
}

// The columns that hold a value.
Object value_columns(const ConfigStore& store, const Value& value, const std::optional<SettingRow>& row) {
  if (!store.text) return {{store.value, value}};
  Object out{{store.value, as_text(value)}};
  if (!store.type) return out;
  // A word that reads the text as this value already may stay, whatever the application calls its types.
  auto as_it_is = row ? row->columns : Object{};
  as_it_is[store.value] = as_text(value);
  const bool fits = row && setting_value(store, as_it_is) == value;
  if (!fits) out[*store.type] = type_word(value);
  return out;
}

}  // namespace

Value setting_value(const ConfigStore& store, const Object& columns) {
  const auto* found = columns.find(store.value);
  if (!found) return {};
  const auto* text = found->as_string();
  const auto* type = store.type ? columns.find(*store.type) : nullptr;
  if (!store.text || !text || !type) return *found;
  const auto word = type->string_or("");
  if (word != "number" && word != "boolean" && word != "json") return *text;
  auto value = parse_or_keep(*text);
  return word == "json" || type_word(value) == word ? value : Value{*text};
}

SettingRow read_setting(const ConfigStore& store, Object columns) {
  const auto column = [&](const std::string& name) -> const Value& {
    const auto* value = columns.find(name);
    if (!value) throw Error{code::schema_missing, fmt::format("table {} has no column {}", store.table, name)};
    return *value;
  };
  SettingRow row;
  row.id = as_text(column(store.id));
  row.key = as_text(column(store.key));
  column(store.value);
  row.value = setting_value(store, columns);
  if (store.updated && !column(*store.updated).is_null()) row.updated = as_text(column(*store.updated));
  if (store.active) row.hidden = column(*store.active) == Value{false};
  row.columns = std::move(columns);
  return row;
}

std::vector<SettingRow> load_settings(pg::Transaction& tx, const platform::Pack& pack,
                                      const ConfigStore& store) {
  std::vector<SettingRow> out;
  if (is_missing(tx, store)) return out;
  for (const auto row : tx.query(select_rows(pack, store))) out.push_back(parse_row(store, row));
  std::ranges::sort(out, {}, &SettingRow::key);
  return out;
}

std::optional<SettingRow> find_setting(pg::Transaction& tx, const platform::Pack& pack,
                                       const ConfigStore& store, std::string_view key) {
  if (is_missing(tx, store)) return std::nullopt;
  return select_one(tx, pack, store, key, "");
}

void lock_store(Writer& writer, const ConfigStore& store) {
  if (store.kind == ConfigStore::Kind::native) ensure_ledger(writer.tx(), LedgerPart::settings);
  writer.tx().query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
                    {"admctl settings " + writer.pack().schema + "." + store.table});
}

std::optional<SettingRow> lock_setting(Writer& writer, const ConfigStore& store, std::string_view key) {
  return select_one(writer.tx(), writer.pack(), store, key, " FOR UPDATE");
}

void put_setting(Writer& writer, const ConfigStore& store, const std::optional<SettingRow>& row,
                 const NewSetting& setting) {
  auto columns = value_columns(store, setting.value, row);
  if (store.updated) columns[*store.updated] = writer.now();
  if (store.active && (!row || row->hidden)) columns[*store.active] = true;
  if (row) {
    writer.update(store.table, {{store.id, row->id}}, columns);
  } else {
    columns[store.key] = setting.key;
    if (store.id != store.key) columns[store.id] = setting.id ? *setting.id : writer.new_id();
    if (store.description && !setting.description.empty()) columns[*store.description] = setting.description;
    writer.insert(store.table, {store.id}, columns);
  }
  if (setting.secret) writer.mask({store.value});
}

void remove_setting(Writer& writer, const ConfigStore& store, const SettingRow& row, bool secret) {
  if (store.active) {
    Object columns{{*store.active, false}};
    if (store.updated) columns[*store.updated] = writer.now();
    writer.update(store.table, {{store.id, row.id}}, columns);
  } else {
    writer.remove(store.table, {{store.id, row.id}});
  }
  if (secret) writer.mask({store.value});
}

}  // namespace admctl::ops
