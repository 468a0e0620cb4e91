#include "lib/seed/category_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;

CategoryColumn::Family family_of(std::string_view category, std::string_view type) {
  using Family = CategoryColumn::Family;
  if (type == "jsonb" || type == "json") return Family::json;
  if (category == "N") return Family::number;
  if (category == "B") return Family::boolean;
  if (category == "A") return Family::list;
  return Family::text;
}

std::vector<std::string> named_columns(const CategoryMapping& mapping) {
  auto names = mapping.slug;
  names.push_back(mapping.key);
  names.insert(names.end(), mapping.columns.begin(), mapping.columns.end());
  if (!mapping.parent.empty()) names.push_back(mapping.parent);
  if (mapping.updated) names.push_back(*mapping.updated);
  if (mapping.order) names.push_back(*mapping.order);
  for (const auto& [column, expression] : mapping.defaults) names.push_back(column);
  return names;
}

Object native_columns(const CategoryMapping& mapping, const Object& image) {
  const Value row{image};
  Object columns;
  if (const auto* kept = row.at("columns").as_object()) columns = *kept;
  columns[mapping.slug.front()] = row.at("slug");
  return columns;
}

LiveCategory read_row(const CategoryMapping& mapping, std::string_view json) {
  LiveCategory row;
  row.image = parse_json_object(json);
  const auto* key = row.image.find(mapping.key);
  if (!key) throw Error{code::bug, "a row of categories has no key"};
  row.key = text_of(*key);
  row.columns = mapping.is_native() ? native_columns(mapping, row.image) : row.image;
  return row;
}

}  // namespace

std::string text_of(const Value& value) {
  return value.as_string() ? *value.as_string() : value.is_null() ? std::string{} : to_json(value);
}

const CategoryColumn* find_column(const CategoryColumns& columns, std::string_view name) {
  const auto it = std::ranges::find(columns, name, &CategoryColumn::name);
  return it == columns.end() ? nullptr : &*it;
}

CategoryColumns read_columns(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping) {
  CategoryColumns columns;
  if (mapping.is_native()) return columns;
  const auto rows = tx.query(
      "SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory, a.attnotnull, a.atthasdef, "
      "a.attidentity <> '' OR pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) IS NOT "
      "NULL FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid JOIN pg_class AS c ON c.oid = "
      "a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND "
      "c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
      {pack.schema, mapping.table});
  if (rows.empty()) {
    throw Error{code::schema_missing,
                fmt::format("the database has no table {}", mapping.table),
                {},
                "apply the migrations first: admctl migrate up"};
  }
  for (const auto row : rows) {
    columns.push_back({std::string{row.text(0)}, std::string{row.text(1)}, family_of(row.text(2), row.text(1)),
                       !row.boolean(3), row.boolean(4) || row.boolean(5), row.boolean(5)});
  }
  for (const auto& name : named_columns(mapping)) {
    if (!find_column(columns, name))
      throw Error{code::schema_missing, fmt::format("table {} has no column {}", mapping.table, name),
                  fmt::format("the pack's categories '{}' name it", mapping.name),
                  "is a migration missing? admctl migrate status"};
  }
  return columns;
}

std::vector<LiveCategory> load_rows(pg::Transaction& tx, const platform::Pack& pack,
                                    const CategoryMapping& mapping, RowLock lock) {
  std::vector<LiveCategory> rows;
  if (mapping.is_native() &&
      !tx.value("SELECT to_regclass($1)", {std::string{platform::native_categories_table}}))
    return rows;
  pg::Params params;
  const auto condition = mapping.is_native()     ? "t.taxonomy = " + pg::bind(params, mapping.name)
                         : mapping.where.empty() ? std::string{"true"}
                                                 : "(" + mapping.where + ")";
  const auto found = tx.query(fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE {} ORDER BY t.{}{}",
                                          ops::quoted_table(pack, mapping.table), condition,
                                          pg::quote(mapping.key), lock == RowLock::update ? " FOR UPDATE" : ""),
                              params);
  rows.reserve(found.size());
  for (const auto row : found) rows.push_back(read_row(mapping, row.text(0)));
  return rows;
}

CategoryLookups::CategoryLookups(pg::Transaction& tx, const platform::Pack& pack,
                                 const CategoryMapping& mapping, const std::vector<LiveCategory>& rows,
                                 const std::map<std::string, std::set<std::string>>& names) {
  for (const auto& lookup : mapping.lookups) {
    std::set<std::string> keys;
    for (const auto& row : rows) {
      const auto* value = row.columns.find(lookup.column);
      if (value && !value->is_null()) keys.insert(text_of(*value));
    }
    const auto asked = names.find(lookup.column);
    const auto list = [](const std::set<std::string>& texts) {
      return pg::array_text(std::vector<std::string>{texts.begin(), texts.end()});
    };
    auto& known = known_[lookup.column];
    const auto found = tx.query(
        fmt::format(
            "SELECT t.{0}::text, t.{1}::text FROM {2} AS t WHERE t.{0}::text = ANY($1) OR t.{1}::text = "
            "ANY($2) ORDER BY t.{0}",
            pg::quote(lookup.key), pg::quote(lookup.by), pg::quote(pack.schema, lookup.table)),
        {list(keys), list(asked == names.end() ? std::set<std::string>{} : asked->second)});
    for (const auto row : found) {
      known.keys.emplace(row.text(1), row.text(0));
      known.names.emplace(row.text(0), row.text(1));
    }
  }
}

std::pair<CategoryLookups::Answer, std::string> CategoryLookups::key_of(std::string_view column,
                                                                        const std::string& name) const {
  const auto& keys = known_.find(column)->second.keys;
  const auto count = keys.count(name);
  if (count == 0) return {Answer::unknown, {}};
  if (count > 1) return {Answer::several, {}};
  return {Answer::found, keys.find(name)->second};
}

Value CategoryLookups::name_of(std::string_view column, const Value& value) const {
  const auto known = known_.find(column);
  if (known == known_.end() || value.is_null()) return value;
  const auto name = known->second.names.find(text_of(value));
  return name == known->second.names.end() ? value : Value{name->second};
}

void name_rows(std::vector<LiveCategory>& rows, const CategoryMapping& mapping,
               const CategoryLookups& lookups) {
  std::map<std::string_view, const LiveCategory*> by_key;
  for (auto& row : rows) {
    std::vector<std::string> parts;
    for (const auto& column : mapping.slug) {
      const auto* value = row.columns.find(column);
      parts.push_back(value ? text_of(lookups.name_of(column, *value)) : std::string{});
    }
    row.slug = natural_key(parts);
    by_key.emplace(row.key, &row);
  }
  if (mapping.parent.empty()) return;
  for (auto& row : rows) {
    const auto* parent = row.image.find(mapping.parent);
    if (!parent || parent->is_null()) continue;
    const auto found = by_key.find(text_of(*parent));
    row.parent = found == by_key.end() ? std::string{} : found->second->slug;
  }
}

}  // namespace admctl::seed
