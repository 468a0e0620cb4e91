#include "commands/changes.hpp"

#include <algorithm>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::commands {
namespace {

// What people see of one value; machines get all of it.
constexpr std::size_t shown_width = 90;

Cell shown(const Value& value) {
  if (value.is_null()) return Cell{value};
  return Cell{value, clip(value.as_string() ? *value.as_string() : to_json(value), shown_width)};
}

// Columns left at NULL say nothing about a new or deleted row.
Cell whole_row(const Value& image) {
  Object columns = image.as_object() ? *image.as_object() : Object{};
  columns.erase_nulls();
  return Cell{image, clip(to_json(columns), shown_width)};
}

bool begins_with(const Array* list, const Array* beginning) {
  return list && beginning && list->size() > beginning->size() &&
         std::equal(beginning->begin(), beginning->end(), list->begin());
}

// What a list has beyond another that it begins with.
Cell beyond(std::string_view sign, const Value& list, const Value& beginning) {
  const auto& items = *list.as_array();
  const auto shared = static_cast<std::ptrdiff_t>(beginning.as_array()->size());
  const Array rest{items.begin() + shared, items.end()};
  return {list, std::string{sign} + clip(to_json(rest), shown_width)};
}

Cell entries(const Value& list) { return {list, count_of(list.as_array()->size(), "entry", "entries")}; }

// Of a list that only grew or shrank at its end, just that.
std::pair<Cell, Cell> before_and_after(const Value& before, const Value& after) {
  if (begins_with(after.as_array(), before.as_array())) return {entries(before), beyond("+ ", after, before)};
  if (begins_with(before.as_array(), after.as_array())) return {beyond("- ", before, after), entries(after)};
  return {shown(before), shown(after)};
}

// The key's values without their column names, which the table's name makes clear.
std::string key_text(const Value& key) {
  std::string out;
  if (const auto* object = key.as_object()) {
    for (const auto& [column, value] : object->members()) {
      if (!out.empty()) out += ", ";
      out += value.as_string() ? *value.as_string() : to_json(value);
    }
  }
  return out;
}

}  // namespace

Table changes_table(const platform::Pack& pack, const std::vector<ops::Change>& changes) {
  Table table{.columns = {{"table", "TABLE"},
                          {"key", "KEY"},
                          {"change", "CHANGE"},
                          {"column", "COLUMN"},
                          {"before", "BEFORE"},
                          {"after", "AFTER"}}};
  for (const auto& change : changes) {
    const Cell name{change.table};
    const Cell key{key_text(change.key)};
    const auto before = ops::masked_image(pack, change.table, change.before);
    const auto after = ops::masked_image(pack, change.table, change.after);
    if (before.is_null()) {
      table.rows.push_back({name, key, Cell{"insert"}, Cell{Value{}}, Cell{Value{}}, whole_row(after)});
    } else if (after.is_null()) {
      table.rows.push_back({name, key, Cell{"delete"}, Cell{Value{}}, whole_row(before), Cell{Value{}}});
    } else {
      for (const auto& [column, value] : after.as_object()->members()) {
        auto [old_cell, new_cell] = before_and_after(before.at(column), value);
        table.rows.push_back(
            {name, key, Cell{"update"}, Cell{column}, std::move(old_cell), std::move(new_cell)});
      }
    }
  }
  return table;
}

ops::WriteOptions waiting_options(Context& context) {
  ops::WriteOptions options;
  options.on_wait = [&context](std::string_view why) { context.talk().say(why); };
  options.on_step = [&context](std::string_view name) { context.at_step(name); };
  return options;
}

}  // namespace admctl::commands
