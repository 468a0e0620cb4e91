#include "lib/lifecycle/where.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::lifecycle {
namespace {

using Sort = ColumnShape::Sort;

// Longer ones first: "<=" begins like "<".
constexpr std::array<std::string_view, 6> operators{"!=", "<=", ">=", "=", "<", ">"};

struct Parts {
  std::string_view column;
  std::string_view op;
  std::string_view value;
};

Parts take_apart(std::string_view text) {
  const auto start = text.find_first_of("=!<>");
  const auto rest = start == std::string_view::npos ? std::string_view{} : text.substr(start);
  const auto op =
      std::ranges::find_if(operators, [&](std::string_view each) { return rest.starts_with(each); });
  const auto column = trim(text.substr(0, start));
  if (op == operators.end() || column.empty()) {
    throw Error{code::usage,
                fmt::format("'{}' is not a condition", text),
                {},
                "write COLUMN=VALUE, or with != < > <= >= in place of =; quote it for the shell"};
  }
  return {column, *op, rest.substr(op->size())};
}

bool is_equality(std::string_view op) { return op == "=" || op == "!="; }

std::string article(std::string_view type) {
  return std::string_view{"aeiou"}.find(type.front()) == std::string_view::npos ? "a " : "an ";
}

std::vector<std::string> enum_labels(pg::Transaction& tx, const ColumnShape& column) {
  std::vector<std::string> labels;
  const auto rows = tx.query(
      "SELECT enumlabel FROM pg_enum WHERE enumtypid = to_regtype($1) ORDER BY enumsortorder", {column.plain});
  for (const auto row : rows) labels.emplace_back(row.text(0));
  return labels;
}

[[noreturn]] void refuse_value(pg::Transaction& tx, const TableShape& shape, const ColumnShape& column,
                               std::string_view value) {
  const auto what = fmt::format("'{}' is not {}{}", value, article(column.plain), column.plain);
  const auto detail = fmt::format("the column {}.{} holds values of that type; nothing was looked up",
                                  shape.table, column.name);
  if (column.sort != Sort::choice) throw Error{code::usage, what, detail};
  const auto labels = enum_labels(tx, column);
  throw Error{code::usage, what, detail, "one of " + join(labels, ", ") + "." + did_you_mean(value, labels)};
}

bool runs(pg::Transaction& tx, const std::string& sql, const pg::Params& params) {
  try {
    tx.savepoint([&] { tx.query(sql, params); });
    return true;
  } catch (const Error& error) {
    if (error.code() != code::sql_failed) throw;
    return false;
  }
}

// "12.5TON" as what the column holds: 12500000000. nullopt when it is not written with the unit, or has digits
// that the column cannot hold.
std::optional<std::string> without_unit(std::string_view value, const MoneyFormat& format) {
  if (format.unit.empty() || !to_lower(value).ends_with(to_lower(format.unit))) return std::nullopt;
  const auto amount = trim(value.substr(0, value.size() - format.unit.size()));
  const auto point = amount.find('.');
  std::string whole{amount.substr(0, point)};
  std::string fraction{point == std::string_view::npos ? std::string_view{} : amount.substr(point + 1)};
  if (!format.minor_units) return std::string{amount};
  const auto scale = static_cast<std::size_t>(format.scale);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (whole.empty() || fraction.size() > scale) return std::nullopt;
  fraction.resize(scale, '0');
  whole += fraction;
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  return whole;
}

bool is_amount(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = text.find('.');
  return is_digits(text.substr(0, point)) &&
         (point == std::string_view::npos || is_digits(text.substr(point + 1)));
}

std::string null_condition(const ColumnShape& column, bool is_null) {
  return fmt::format("r.{} IS {}NULL", pg::quote(column.name), is_null ? "" : "NOT ");
}

std::string empty_condition(const ColumnShape& column, bool is_empty) {
  if (column.sort != Sort::text) return null_condition(column, is_empty);
  const auto name = pg::quote(column.name);
  return is_empty ? fmt::format("(r.{0} IS NULL OR r.{0} = '')", name) : fmt::format("r.{} <> ''", name);
}

std::string money_condition(const platform::Pack& pack, const TableShape& shape, const ColumnShape& column,
                            const Parts& parts, const MoneyFormat& format, pg::Params& params) {
  const auto value = without_unit(parts.value, format).value_or(std::string{parts.value});
  if (!is_amount(value)) {
    throw Error{
        code::usage, fmt::format("'{}' is not an amount of money", parts.value),
        fmt::format("the column {}.{}; nothing was looked up", shape.table, column.name),
        fmt::format("write it as the column holds it, or with its unit: {}=12.5{}", column.name, format.unit)};
  }
  const auto op = parts.op == "!=" ? std::string_view{"IS DISTINCT FROM"} : parts.op;
  return fmt::format("{} {} {}::numeric", ordered_sql(pack, shape, column), op, pg::bind(params, value));
}

}  // namespace

std::string ordered_sql(const platform::Pack& pack, const TableShape& shape, const ColumnShape& column,
                        std::string_view alias) {
  const auto name = fmt::format("{}.{}", alias, pg::quote(column.name));
  if (column.sort == Sort::choice) return name + "::text";
  if (column.sort == Sort::text && pack.money_of(shape.table, column.name)) {
    return fmt::format("CASE WHEN {0} ~ '^-?[0-9]+([.][0-9]+)?$' THEN {0}::numeric END", name);
  }
  return name;
}

void check_not_secret(const platform::Pack& pack, std::string_view table, std::string_view column) {
  if (!pack.is_in_class("secret", table, column)) return;
  throw Error{code::secret_column, fmt::format("{}.{} holds a secret", table, column),
              "what records a condition or an order finds would tell what the secret is"};
}

bool is_value_of(pg::Transaction& tx, const ColumnShape& column, std::string_view value) {
  return runs(tx, fmt::format("SELECT $1::text::{}", column.plain), {std::string{value}});
}

Condition parse_condition(pg::Transaction& tx, const platform::Pack& pack, const TableShape& shape,
                          std::string_view text, pg::Params& params) {
  const auto parts = take_apart(text);
  const auto& column = shape.column(parts.column);
  check_not_secret(pack, shape.table, column.name);
  Condition out{{}, column.name, parts.op == "="};
  if (is_equality(parts.op) && parts.value.empty()) {
    out.sql = empty_condition(column, parts.op == "=");
    return out;
  }
  if (is_equality(parts.op) && parts.value == "null") {
    out.sql = null_condition(column, parts.op == "=");
    return out;
  }
  if (const auto money = pack.money_of(shape.table, column.name); money && column.sort == Sort::text) {
    out.sql = money_condition(pack, shape, column, parts, *money, params);
    return out;
  }
  if (column.sort == Sort::choice && !is_equality(parts.op)) {
    throw Error{code::usage, fmt::format("the values of {} have no order", column.name),
                fmt::format("it is a {}", column.plain), "compare it with = or !="};
  }
  if (!is_value_of(tx, column, parts.value)) refuse_value(tx, shape, column, parts.value);
  const auto op = parts.op == "!=" ? std::string_view{"IS DISTINCT FROM"} : parts.op;
  // Some types (json, point) have values but cannot be compared.
  if (!runs(tx, fmt::format("SELECT NULL::{0} {1} NULL::{0}", column.plain, op), {})) {
    throw Error{code::usage, fmt::format("{} cannot be compared with {}", column.name, parts.op),
                fmt::format("it is {}{}", article(column.plain), column.plain)};
  }
  out.sql = fmt::format("r.{} {} {}::text::{}", pg::quote(column.name), op,
                        pg::bind(params, std::string{parts.value}), column.plain);
  return out;
}

}  // namespace admctl::lifecycle
