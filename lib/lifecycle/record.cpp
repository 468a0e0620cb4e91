#include "lib/lifecycle/record.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::lifecycle {

std::string text_of(const Value& value) {
  const auto* text = value.as_string();
  return text ? *text : to_json(value);
}

const platform::Kind& find_kind(const platform::Pack& pack, std::string_view name) {
  if (const auto* kind = pack.find_kind(name)) return *kind;
  std::vector<std::string> names;
  std::vector<std::string> singular;
  for (const auto& kind : pack.kinds) {
    names.push_back(kind.name);
    names.push_back(kind.plural);
    singular.push_back(kind.name);
  }
  throw Error{code::unknown_kind,
              fmt::format("{} has no kind '{}'", pack.platform, name),
              {},
              "kinds: " + join(singular, ", ") + "." + did_you_mean(name, names)};
}

RecordAddress parse_address(const platform::Pack& pack, std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 == text.size()) {
    throw Error{
        code::usage,
        fmt::format("'{}' does not name a record", text),
        {},
        "write KIND/KEY, for example " + (pack.kinds.empty() ? "deal" : pack.kinds.front().name) + "/1042"};
  }
  return {&find_kind(pack, text.substr(0, slash)), std::string{text.substr(slash + 1)}};
}

Error missing_table(const platform::Pack& pack, std::string_view table) {
  return {code::schema_missing, fmt::format("the table {} does not exist", table),
          fmt::format("the platform is {}", pack.platform),
          "run 'admctl migrate status'; another platform is chosen with --platform"};
}

ColumnTypes column_types(pg::Transaction& tx, const platform::Pack& pack, std::string_view table) {
  ColumnTypes out;
  const auto rows = tx.query(
      "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a "
      "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped",
      {pg::quote(pack.schema, table)});
  for (const auto row : rows) out.emplace(row.text(0), row.text(1));
  if (out.empty()) throw missing_table(pack, table);
  return out;
}

Cell to_cell(const platform::Pack& pack, std::string_view table, std::string_view column, const Value& value,
             const ColumnTypes& types) {
  if (value.is_null()) return Cell{Value{}};
  if (pack.is_in_class("secret", table, column)) return Cell{Value{redacted}};
  const auto type = types.find(column);
  if (type != types.end() && type->second.starts_with("timestamp") && !type->second.ends_with("[]")) {
    if (const auto time = parse_time(text_of(value))) return Cell::time(*time);
  }
  if (const auto money = pack.money_of(table, column)) {
    const auto text = text_of(value);
    if (auto shown = format_money(text, *money)) return Cell{Value{text}, std::move(*shown)};
  }
  return Cell{value};
}

// Of the row's own text and not of its JSON, which takes the server five times as long.
std::string revision_sql(std::string_view alias) { return fmt::format("left(md5({}::text), 12)", alias); }

std::string camel_case(std::string_view column) {
  std::string out;
  bool upper = false;
  for (const char c : column) {
    if (c == '_' && !out.empty()) {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::string heading(std::string_view column) {
  std::string out;
  bool last_lower = false;
  for (const char c : column) {
    const auto letter = static_cast<unsigned char>(c);
    if (c == '_' || (last_lower && std::isupper(letter))) out += ' ';
    if (c != '_') out += static_cast<char>(std::toupper(letter));
    last_lower = std::islower(letter) || std::isdigit(letter);
  }
  return out;
}

std::string address_of(const platform::Kind& kind, const Object& row) {
  const auto* label = kind.label ? row.find(*kind.label) : nullptr;
  const auto* key = label && !label->is_null() ? label : row.find(kind.key);
  return kind.name + "/" + (key ? text_of(*key) : "?");
}

}  // namespace admctl::lifecycle
