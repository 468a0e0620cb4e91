#include "lib/seed/category_values.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;
using platform::YamlNode;
using Family = CategoryColumn::Family;

void check_type(const CategoryEntry& entry, const CategoryColumn& column, const Value& value) {
  const auto refuse = [&](std::string_view wanted, std::string hint = {}) {
    const auto place = entry.place_of(column.name);
    place.refuse(fmt::format("{} must be {}", place.name(), wanted), std::move(hint));
  };
  if (value.is_null()) {
    if (!column.nullable) refuse("given: the column allows no NULL", "Leave it out to keep what is there.");
    return;
  }
  const bool number = value.as_int() || value.as_double() || value.as_decimal();
  switch (column.family) {
    case Family::json:
      return;
    case Family::number:
      if (!number) refuse("a number");
      return;
    case Family::boolean:
      if (!value.as_bool()) refuse("true or false");
      return;
    case Family::list:
      if (!value.as_array()) refuse("a list");
      return;
    case Family::text:
      if (!value.as_string())
        refuse("text",
               number || value.as_bool() ? fmt::format("Quote it: '{}'", text_of(value)) : std::string{});
      return;
  }
}

std::string resolve(const CategoryMapping& mapping, const CategoryLookups& lookups, const CategoryEntry& entry,
                    const std::string& column, const Value& value) {
  const auto name = text_of(value);
  const auto [answer, key] = lookups.key_of(column, name);
  if (answer == CategoryLookups::Answer::found) return key;
  const auto& lookup = *mapping.find_lookup(column);
  const bool unknown = answer == CategoryLookups::Answer::unknown;
  entry.place_of(column).refuse(
      unknown ? fmt::format("{} has no row with {} '{}'", lookup.table, lookup.by, name)
              : fmt::format("{} has several rows with {} '{}'", lookup.table, lookup.by, name));
}

Object wanted_values(const CategoryMapping& mapping, const CategoryColumns& columns,
                     const CategoryLookups& lookups, const CategoryEntry& entry) {
  Object wanted;
  for (const auto& [name, value] : entry.columns.members()) {
    const auto* column = find_column(columns, name);
    if (mapping.find_lookup(name) && !value.is_null()) {
      wanted[name] = resolve(mapping, lookups, entry, name, value);
      continue;
    }
    // A key may be a whole number in the file and text in the database.
    const bool as_text = value.as_int() && column && column->family == Family::text &&
                         std::ranges::find(mapping.slug, name) != mapping.slug.end();
    wanted[name] = as_text ? Value{text_of(value)} : value;
    if (column) check_type(entry, *column, *wanted.find(name));
  }
  return wanted;
}

// As the table's columns would hold them.
class Converter {
 public:
  Converter(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping)
      : tx_{tx}, table_{ops::quoted_table(pack, mapping.table)} {}

  std::vector<Object> convert(std::span<const Object> wanted) {
    Array list;
    for (const auto& object : wanted) list.emplace_back(object);
    const auto rows = tx_.query(
        fmt::format("SELECT to_jsonb(p) FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (image, "
                    "place), jsonb_populate_record(NULL::{}, e.image) AS p ORDER BY e.place",
                    table_),
        {to_json(list)});
    std::vector<Object> out;
    out.reserve(wanted.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto image = parse_json_object(rows[i].text(0));
      Object kept;
      for (const auto& [name, value] : wanted[i].members()) {
        const auto* found = image.find(name);
        kept[name] = found ? *found : value;
      }
      out.push_back(std::move(kept));
    }
    return out;
  }

  // The database's words when it does not take them.
  std::optional<std::string> refusal(std::span<const Object> wanted) {
    try {
      tx_.savepoint([&] { convert(wanted); });
    } catch (const Error& error) {
      if (error.code() == code::sql_failed || error.code() == code::constraint_violated) return error.message();
      throw;
    }
    return std::nullopt;
  }

 private:
  pg::Transaction& tx_;
  std::string table_;
};

// The first value that the database does not take, found by halving.
[[noreturn]] void refuse_at_place(Converter& converter, const std::vector<Object>& wanted,
                                  const std::vector<CategoryEntry>& entries) {
  const std::span all{wanted};
  std::size_t first = 0;
  for (std::size_t last = wanted.size(); last - first > 1;) {
    const auto middle = (first + last) / 2;
    (converter.refusal(all.subspan(first, middle - first)) ? last : first) = middle;
  }
  for (const auto& [name, value] : wanted[first].members()) {
    const Object alone{{name, value}};
    if (const auto words = converter.refusal({&alone, 1})) {
      const auto place = entries[first].place_of(name);
      place.refuse(fmt::format("{}: {}", place.name(), *words));
    }
  }
  entries[first].node.refuse("the database does not take this entry");
}

}  // namespace

std::map<std::string, std::set<std::string>> looked_up_names(const CategoryMapping& mapping,
                                                             const std::vector<CategoryEntry>& entries) {
  std::map<std::string, std::set<std::string>> names;
  for (const auto& lookup : mapping.lookups) {
    for (const auto& entry : entries) {
      const auto* value = entry.columns.find(lookup.column);
      if (!value || value->is_null()) continue;
      if (!value->as_string() && !value->as_int())
        entry.place_of(lookup.column)
            .refuse(fmt::format("'{}' names a row of {}: it must be text", lookup.column, lookup.table));
      names[lookup.column].insert(text_of(*value));
    }
  }
  return names;
}

std::vector<Object> database_values(pg::Transaction& tx, const platform::Pack& pack,
                                    const CategoryMapping& mapping, const CategoryColumns& columns,
                                    const CategoryLookups& lookups, const std::vector<CategoryEntry>& entries) {
  std::vector<Object> wanted;
  wanted.reserve(entries.size());
  for (const auto& entry : entries) wanted.push_back(wanted_values(mapping, columns, lookups, entry));
  if (mapping.is_native() || wanted.empty()) return wanted;
  Converter converter{tx, pack, mapping};
  if (!converter.refusal(wanted)) return converter.convert(wanted);
  refuse_at_place(converter, wanted, entries);
}

}  // namespace admctl::seed
