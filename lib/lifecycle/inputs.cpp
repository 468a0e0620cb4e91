#include "lib/lifecycle/inputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/record.hpp"

namespace admctl::lifecycle {
namespace {

struct ColumnName {
  std::string table;
  std::string column;
};

ColumnName column_of(const platform::Kind& kind, std::span<const platform::Input> inputs,
                     const std::string& name) {
  const auto input = std::ranges::find(inputs, name, &platform::Input::name);
  if (input == inputs.end() || !input->of) return {kind.table, name};
  const auto parts = split(*input->of, '.');
  return {parts[0], parts[1]};
}

// A column without time zone would drop the offset and keep the hour.
Value in_utc(pg::Transaction& tx, const platform::Pack& pack, const ColumnName& place, const Value& value) {
  const auto types = column_types(tx, pack, place.table);
  const auto type = types.find(place.column);
  if (type == types.end() || !type->second.starts_with("timestamp") ||
      !type->second.ends_with("without time zone"))
    return value;
  const auto time = parse_time(value.string_or(""));
  return time ? Value{to_sql_timestamp(*time)} : value;
}

}  // namespace

Object parse_inputs(std::span<const std::string> words) {
  Object given;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error{code::usage, fmt::format("'{}' gives no value", word), {}, "write --set NAME=VALUE"};
    }
    const auto name = word.substr(0, equals);
    if (given.find(name)) throw Error{code::usage, fmt::format("'{}' is given twice", name)};
    given[name] = word.substr(equals + 1);
  }
  return given;
}

Object fit_inputs(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                  std::span<const platform::Input> inputs, const Object& given) {
  Object fitting;
  for (const auto& [name, value] : given.members()) {
    const auto place = column_of(kind, inputs, name);
    const Object image{{place.column, value}};
    try {
      tx.savepoint([&] {
        tx.query(fmt::format("SELECT p.{} FROM jsonb_populate_record(NULL::{}, $1::jsonb) AS p",
                             pg::quote(place.column), pg::quote(pack.schema, place.table)),
                 {to_json(image)});
      });
    } catch (const Error& error) {
      if (error.exit() != Exit::failure) throw;
      throw Error{code::input_invalid,
                  fmt::format("{}={} does not fit {}.{}", name, value.string_or(""), place.table, place.column),
                  error.message(), "give a value of the column's type; times as 2026-02-16T12:00:00Z"};
    }
    fitting[name] = in_utc(tx, pack, place, value);
  }
  return fitting;
}

std::vector<const platform::Input*> missing_inputs(std::span<const platform::Input> inputs, const Object& given,
                                                   const Object& record) {
  std::vector<const platform::Input*> out;
  for (const auto& input : inputs) {
    if (!input.required || given.find(input.name)) continue;
    const auto* own = input.of ? nullptr : record.find(input.name);
    if (!own || own->is_null()) out.push_back(&input);
  }
  return out;
}

}  // namespace admctl::lifecycle
