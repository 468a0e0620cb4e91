#include "lib/seed/row_binary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/row_text.hpp"
#include "lib/seed/timestamp.hpp"

namespace admctl::seed {
namespace {

using Kind = Datum::Kind;

constexpr std::int64_t milliseconds_of_2000 = 946'684'800'000;
// Beyond what a timestamp holds, and far below what a multiplication by 1000 overflows.
constexpr std::int64_t latest = 9'000'000'000'000'000;
constexpr std::size_t length_size = 4;
constexpr std::uint32_t null_length = 0xffff'ffff;

// The most significant byte first.
template <std::unsigned_integral Number>
std::array<char, sizeof(Number)> bytes_of(Number number) {
  std::array<char, sizeof(Number)> bytes{};
  auto shift = std::numeric_limits<Number>::digits;
  for (auto& byte : bytes) {
    shift -= 8;
    byte = static_cast<char>(number >> shift & 0xff);
  }
  return bytes;
}

template <std::unsigned_integral Number>
void append_number(std::string& out, Number number) {
  const auto bytes = bytes_of(number);
  out.append(bytes.data(), bytes.size());
}

// What the whole text means; `base` is that of a whole number.
template <typename Number, typename... Base>
std::optional<Number> number_of(std::string_view text, Base... base) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number, base...);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{number} : std::nullopt;
}

template <std::signed_integral Number>
void append_integer(std::string& out, const Datum& value) {
  constexpr std::string_view wanted = "a column of whole numbers";
  std::optional<std::int64_t> number;
  if (value.is(Kind::integer)) number = value.as.integer;
  if (value.is(Kind::text)) number = number_of<std::int64_t>(value.text());
  // Whatever is whole and exact.
  if (value.is(Kind::real) && std::trunc(value.as.real) == value.as.real && std::abs(value.as.real) < 0x1p53)
    number = static_cast<std::int64_t>(value.as.real);
  if (!number) refuse_value(value, wanted);
  if (!std::in_range<Number>(*number))
    throw Error{code::bad_pack, fmt::format("{} does not fit {} of {} bytes", *number, wanted, sizeof(Number))};
  append_number(out, static_cast<std::make_unsigned_t<Number>>(*number));
}

double real_of(const Datum& value) {
  if (value.is(Kind::real)) return value.as.real;
  if (value.is(Kind::integer)) return static_cast<double>(value.as.integer);
  if (value.is(Kind::text)) {
    if (const auto number = number_of<double>(value.text())) return *number;
  }
  refuse_value(value, "a column of numbers");
}

float short_real_of(const Datum& value) {
  const auto number = real_of(value);
  if (std::isfinite(number) && std::abs(number) > std::numeric_limits<float>::max())
    throw Error{code::bad_pack, fmt::format("{} does not fit a column of numbers of 4 bytes", number)};
  return static_cast<float>(number);
}

bool boolean_of(const Datum& value) {
  if (value.is(Kind::boolean)) return value.as.boolean;
  if (value.is(Kind::text) && (value.text() == "true" || value.text() == "false"))
    return value.text() == "true";
  refuse_value(value, "a column of true and false");
}

std::int64_t time_of(const Datum& value) {
  if (!value.is(Kind::time)) refuse_value(value, "a column of times");
  if (value.as.integer < -latest || value.as.integer > latest)
    throw Error{code::bad_pack,
                fmt::format("{} ms since 1970 is no time that a column holds", value.as.integer)};
  return value.as.integer - milliseconds_of_2000;
}

void append_uuid(std::string& out, const Datum& value) {
  constexpr std::string_view wanted = "a column of UUIDs";
  constexpr std::size_t half = 16;
  std::string digits;
  if (value.is(Kind::text)) digits = value.text();
  std::erase(digits, '-');
  if (digits.size() != 2 * half) refuse_value(value, wanted);
  for (const std::size_t at : {std::size_t{0}, half}) {
    const auto number = number_of<std::uint64_t>(std::string_view{digits}.substr(at, half), 16);
    if (!number) refuse_value(value, wanted);
    append_number(out, *number);
  }
}

void append_scalar(std::string& out, const Datum& value, BinaryType type) {
  switch (type) {
    case BinaryType::text:
      append_value(out, value, ColumnFormat::plain);
      return;
    case BinaryType::boolean:
      out += boolean_of(value) ? '\1' : '\0';
      return;
    case BinaryType::int2:
      return append_integer<std::int16_t>(out, value);
    case BinaryType::int4:
      return append_integer<std::int32_t>(out, value);
    case BinaryType::int8:
      return append_integer<std::int64_t>(out, value);
    case BinaryType::float4:
      return append_number(out, std::bit_cast<std::uint32_t>(short_real_of(value)));
    case BinaryType::float8:
      return append_number(out, std::bit_cast<std::uint64_t>(real_of(value)));
    case BinaryType::timestamp:
      return append_number(out, static_cast<std::uint64_t>(time_of(value) * 1000));
    case BinaryType::date:
      return append_number(out, static_cast<std::uint32_t>(floor_days(time_of(value))));
    case BinaryType::uuid:
      return append_uuid(out, value);
    case BinaryType::jsonb:
      out += '\1';
      [[fallthrough]];
    case BinaryType::json:
      append_json(out, value);
      return;
  }
}

// A length in front of what `write` appends.
template <typename Write>
void append_with_length(std::string& out, const Write& write) {
  const auto at = out.size();
  out.append(length_size, '\0');
  write();
  const auto length = bytes_of(static_cast<std::uint32_t>(out.size() - at - length_size));
  out.replace(at, length.size(), length.data(), length.size());
}

void append_single(std::string& out, const Datum& value, BinaryType type) {
  if (value.is_null()) return append_number(out, null_length);
  append_with_length(out, [&] { append_scalar(out, value, type); });
}

void append_array(std::string& out, const Datum& value, const BinaryFormat& format) {
  if (!value.is(Kind::list)) refuse_value(value, "an array column");
  const auto items = value.list();
  const std::uint32_t dimensions = items.empty() ? 0 : 1;
  append_number(out, dimensions);
  append_number(out, std::uint32_t{std::ranges::any_of(items, &Datum::is_null)});
  append_number(out, format.element_oid);
  if (items.empty()) return;
  append_number(out, static_cast<std::uint32_t>(items.size()));
  append_number(out, std::uint32_t{1});  // the number of the first element
  for (const auto& item : items) append_single(out, item, format.type);
}

}  // namespace

std::optional<BinaryType> binary_type_of(std::string_view typname, std::string_view typtype) {
  struct Known {
    std::string_view name;
    BinaryType type;
  };
  constexpr std::array known{
      Known{"text", BinaryType::text},
      Known{"varchar", BinaryType::text},
      Known{"bpchar", BinaryType::text},
      Known{"bool", BinaryType::boolean},
      Known{"int2", BinaryType::int2},
      Known{"int4", BinaryType::int4},
      Known{"int8", BinaryType::int8},
      Known{"float4", BinaryType::float4},
      Known{"float8", BinaryType::float8},
      Known{"timestamp", BinaryType::timestamp},
      Known{"timestamptz", BinaryType::timestamp},
      Known{"date", BinaryType::date},
      Known{"uuid", BinaryType::uuid},
      Known{"json", BinaryType::json},
      Known{"jsonb", BinaryType::jsonb},
  };
  if (typtype == "e") return BinaryType::text;
  const auto found = std::ranges::find(known, typname, &Known::name);
  if (typtype != "b" || found == known.end()) return std::nullopt;
  return found->type;
}

// Signature, flags, and the length of what may follow them.
std::string_view binary_rows_begin() { return {"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19}; }

std::string_view binary_rows_end() { return "\xff\xff"; }

void append_binary_columns(std::string& row, std::size_t columns) {
  append_number(row, static_cast<std::uint16_t>(columns));
}

void append_binary_field(std::string& row, const Datum& value, const BinaryFormat& format) {
  if (value.is_null() || format.element_oid == 0) return append_single(row, value, format.type);
  append_with_length(row, [&] { append_array(row, value, format); });
}

}  // namespace admctl::seed
