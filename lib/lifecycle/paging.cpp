#include "lib/lifecycle/paging.hpp"

#include <array>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/where.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// RFC 4648 base64url without padding.
std::string to_base64url(std::string_view bytes) {
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = ((bits << 8U) | static_cast<unsigned char>(c)) & 0xffffU;
    for (count += 8; count >= 6; count -= 6) out += letters[(bits >> (count - 6)) & 0x3fU];
  }
  if (count > 0) out += letters[(bits << (6 - count)) & 0x3fU];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto digit = letters.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = ((bits << 6U) | static_cast<unsigned>(digit)) & 0xffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xffU);
  }
  return out;
}

// The columns that may be named by what they are.
const std::string* named_column(const platform::Kind& kind, std::string_view name) {
  if (name == "key") return &kind.key;
  if (name == "label" && kind.label) return &*kind.label;
  if (name == "created" && kind.created) return &*kind.created;
  if (name == "updated" && kind.updated) return &*kind.updated;
  return nullptr;
}

[[noreturn]] void refuse_cursor(std::string detail) {
  throw Error{code::bad_cursor, "--after does not fit this list", std::move(detail),
              "take the cursor that the list before printed, with the same --sort"};
}

}  // namespace

std::string Order::name() const { return (descending ? "-" : "") + column->name; }

std::string Order::sql(const platform::Pack& pack, const TableShape& shape, std::string_view alias) const {
  const auto direction = descending ? " DESC" : "";
  const auto by_key = fmt::format("{}.{}{}", alias, pg::quote(key->name), direction);
  if (column == key) return by_key;
  return fmt::format("{}{}, {}", ordered_sql(pack, shape, *column, alias), direction, by_key);
}

bool is_shown_by_key(const platform::Kind& kind, const TableShape& shape) {
  if (!kind.created || !shape.is_large || shape.has_index(*kind.created)) return false;
  const std::array by_state{kind.state, *kind.created};
  return !kind.state_reads.empty() || !shape.has_index(by_state);
}

Order parse_order(const platform::Pack& pack, const platform::Kind& kind, const TableShape& shape,
                  const std::optional<std::string>& given) {
  std::string_view name = given                          ? std::string_view{*given}
                          : is_shown_by_key(kind, shape) ? "-key"
                          : kind.created                 ? "-created"
                                                         : "key";
  const bool descending = name.starts_with('-');
  if (descending) name.remove_prefix(1);
  const auto* named = shape.find(name) ? nullptr : named_column(kind, name);
  const auto& column = shape.column(named ? *named : name);
  const auto& key = shape.column(kind.key);
  check_not_secret(pack, shape.table, column.name);
  // json, point and their like, which PostgreSQL cannot order.
  if (column.sort == ColumnShape::Sort::other) {
    throw Error{code::usage, fmt::format("a list cannot be sorted by {}", column.name),
                fmt::format("it holds values of the type {}", column.plain)};
  }
  return {&column, &key, descending, ordered_sql(pack, shape, column)};
}

std::string to_cursor(const platform::Kind& kind, const Order& order, const Place& place) {
  return to_base64url(to_json(Array{kind.name, order.name(), place.value, place.key}));
}

Place parse_cursor(const platform::Kind& kind, const Order& order, std::string_view cursor) {
  Value read;
  try {
    const auto text = from_base64url(cursor);
    if (text && !find_invalid_utf8(*text)) read = parse_json(*text);
  } catch (const Error&) {
    refuse_cursor("it is not a cursor");
  }
  const auto* parts = read.as_array();
  const bool whole = parts && parts->size() == 4 && (*parts)[0].as_string() && (*parts)[1].as_string() &&
                     ((*parts)[2].is_null() || (*parts)[2].as_string()) && (*parts)[3].as_string();
  if (!whole) refuse_cursor("it is not a cursor");
  if (*(*parts)[0].as_string() != kind.name) {
    refuse_cursor(fmt::format("it is of a list of {} records", *(*parts)[0].as_string()));
  }
  if (*(*parts)[1].as_string() != order.name()) {
    refuse_cursor(fmt::format("it is of a list sorted by {}, this one is sorted by {}",
                              *(*parts)[1].as_string(), order.name()));
  }
  Place place;
  if (const auto* value = (*parts)[2].as_string()) place.value = *value;
  place.key = *(*parts)[3].as_string();
  return place;
}

std::string after_sql(const Order& order, const Place& place, pg::Params& params) {
  const auto beyond = order.descending ? "<" : ">";
  const auto key = fmt::format("r.{}", pg::quote(order.key->name));
  const auto key_value = fmt::format("{}::text::{}", pg::bind(params, place.key), order.key->plain);
  if (order.column == order.key) return fmt::format("{} {} {}", key, beyond, key_value);
  const bool plain = order.value == fmt::format("r.{}", pg::quote(order.column->name));
  const bool nullable = order.column->nullable || !plain;
  if (!place.value) {
    const auto rest = fmt::format("({} IS NULL AND {} {} {})", order.value, key, beyond, key_value);
    // NULLs come first in a descending order.
    return order.descending ? fmt::format("({} OR {} IS NOT NULL)", rest, order.value) : rest;
  }
  const auto type = order.column->sort == ColumnShape::Sort::choice ? "text"
                    : plain                                         ? order.column->plain
                                                                    : std::string{"numeric"};
  const auto row = fmt::format("({}, {}) {} ({}::text::{}, {})", order.value, key, beyond,
                               pg::bind(params, *place.value), type, key_value);
  return !order.descending && nullable ? fmt::format("({} OR {} IS NULL)", row, order.value) : row;
}

}  // namespace admctl::lifecycle
