#include "lib/seed/row_binary.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

using seed::BinaryType;
using seed::Datum;

std::string field_of(const Datum& value, BinaryType type, std::uint32_t element_oid = 0) {
  std::string row;
  seed::append_binary_field(row, value, {type, element_oid});
  return row;
}

std::string field(const Value& value, BinaryType type, std::uint32_t element_oid = 0) {
  seed::Arena arena;
  return field_of(seed::to_datum(value, arena), type, element_oid);
}

// Hexadecimal digits, blanks between them for the reader.
std::string bytes(std::string_view digits) {
  std::string out;
  std::string pair;
  for (const char c : digits) {
    if (c == ' ') continue;
    pair += c;
    if (pair.size() < 2) continue;
    out += static_cast<char>(std::stoi(pair, nullptr, 16));
    pair.clear();
  }
  return out;
}

TEST_CASE("a value in binary has its length in front of it, most significant byte first", "[seed][row]") {
  CHECK(field("a\tb", BinaryType::text) == bytes("00000003 610962"));
  CHECK(field("", BinaryType::text) == bytes("00000000"));
  CHECK(field(nullptr, BinaryType::text) == bytes("ffffffff"));
  CHECK(field(17, BinaryType::text) == bytes("00000002 3137"));
  CHECK(field(true, BinaryType::boolean) == bytes("00000001 01"));
  CHECK(field("false", BinaryType::boolean) == bytes("00000001 00"));
  CHECK(field(-2, BinaryType::int2) == bytes("00000002 fffe"));
  CHECK(field(258, BinaryType::int4) == bytes("00000004 00000102"));
  CHECK(field("-1", BinaryType::int8) == bytes("00000008 ffffffffffffffff"));
  CHECK(field(3.0, BinaryType::int4) == bytes("00000004 00000003"));
  CHECK(field(0.5, BinaryType::float4) == bytes("00000004 3f000000"));
  CHECK(field(1, BinaryType::float8) == bytes("00000008 3ff0000000000000"));
  CHECK(field("0123ABCD-4567-89ab-cdef-0123456789ab", BinaryType::uuid) ==
        bytes("00000010 0123abcd456789abcdef0123456789ab"));
  CHECK(field(Array{1, nullptr}, BinaryType::json) == bytes("00000009") + "[1, null]");
  CHECK(field("x", BinaryType::jsonb) == bytes("00000004 01") + "\"x\"");
  CHECK(field(nullptr, BinaryType::jsonb) == bytes("ffffffff"));
}

TEST_CASE("times in binary count from 2000, days downwards before it", "[seed][row]") {
  CHECK(field_of(Datum::of_time(946'684'800'001), BinaryType::timestamp) == bytes("00000008 00000000000003e8"));
  CHECK(field_of(Datum::of_time(946'684'799'999), BinaryType::timestamp) == bytes("00000008 fffffffffffffc18"));
  CHECK(field_of(Datum::of_time(946'771'200'000), BinaryType::date) == bytes("00000004 00000001"));
  CHECK(field_of(Datum::of_time(946'684'799'999), BinaryType::date) == bytes("00000004 ffffffff"));
}

TEST_CASE("an array in binary names the type of its elements", "[seed][row]") {
  constexpr std::uint32_t text_oid = 25;
  CHECK(field(Array{}, BinaryType::text, text_oid) == bytes("0000000c 00000000 00000000 00000019"));
  CHECK(field(Array{"a", nullptr}, BinaryType::text, text_oid) ==
        bytes("0000001d 00000001 00000001 00000019 00000002 00000001 00000001 61 ffffffff"));
  CHECK(field(nullptr, BinaryType::text, text_oid) == bytes("ffffffff"));
}

TEST_CASE("what a column cannot hold is refused before anything is sent", "[seed][row]") {
  const auto refused = [](const Value& value, BinaryType type, std::uint32_t element_oid = 0) {
    return error_of([&] { field(value, type, element_oid); }).message();
  };
  CHECK(refused("12x", BinaryType::int4) == "text cannot be written to a column of whole numbers");
  CHECK(refused(1.5, BinaryType::int8) == "a number cannot be written to a column of whole numbers");
  CHECK(refused(1e300, BinaryType::int8) == "a number cannot be written to a column of whole numbers");
  CHECK(refused(40'000, BinaryType::int2) == "40000 does not fit a column of whole numbers of 2 bytes");
  CHECK(refused(1e300, BinaryType::float4) == "1e+300 does not fit a column of numbers of 4 bytes");
  CHECK(refused("yes", BinaryType::boolean) == "text cannot be written to a column of true and false");
  CHECK(refused(true, BinaryType::float8) == "true or false cannot be written to a column of numbers");
  CHECK(refused("2026-01-01", BinaryType::timestamp) == "text cannot be written to a column of times");
  CHECK(refused("0123abcd-4567-89ab-cdef-0123456789a", BinaryType::uuid) ==
        "text cannot be written to a column of UUIDs");
  CHECK(refused("0123abcd-4567-89ab-cdef-0123456789ag", BinaryType::uuid) ==
        "text cannot be written to a column of UUIDs");
  CHECK(refused("a", BinaryType::text, 25) == "text cannot be written to an array column");
  CHECK(refused(Array{1}, BinaryType::text) == "a list cannot be written to a column of single values");
  for (const auto time : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
    CHECK_THROWS_AS(field_of(Datum::of_time(time), BinaryType::timestamp), Error);
  CHECK(field_of(Datum::of_time(9'000'000'000'000'000), BinaryType::timestamp).size() == 12);
}

TEST_CASE("only types whose binary form is known are written so", "[seed][row]") {
  CHECK(seed::binary_type_of("varchar", "b") == BinaryType::text);
  CHECK(seed::binary_type_of("DealStatus", "e") == BinaryType::text);
  CHECK(seed::binary_type_of("timestamptz", "b") == BinaryType::timestamp);
  CHECK(seed::binary_type_of("numeric", "b") == std::nullopt);
  CHECK(seed::binary_type_of("inet", "b") == std::nullopt);
  // A type of that name of somebody else's, or a domain.
  CHECK(seed::binary_type_of("text", "d") == std::nullopt);
}

}  // namespace
}  // namespace admctl::test
