// A value of the generator's expressions: small, copied freely, its text and lists live in an Arena.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "lib/core/value.hpp"
#include "lib/seed/arena.hpp"

namespace admctl::seed {

struct Row;
struct Member;

struct Datum {
  enum class Kind : std::uint8_t { null, boolean, integer, real, time, text, list, object, row };

  Kind kind = Kind::null;
  std::uint32_t size = 0;  // of text, list and object
  union {
    bool boolean;
    std::int64_t integer;  // also time: milliseconds since 1970, UTC
    double real;
    const char* text;
    const Datum* items;
    const Member* members;
    const Row* row;
  } as{.integer = 0};

  static Datum of_boolean(bool value);
  static Datum of_integer(std::int64_t value);
  static Datum of_real(double value);
  static Datum of_time(std::int64_t milliseconds);
  static Datum of_text(std::string_view text);
  static Datum of_list(std::span<const Datum> items);
  static Datum of_object(std::span<const Member> members);
  static Datum of_row(const Row* row);

  bool is(Kind wanted) const { return kind == wanted; }
  bool is_null() const { return kind == Kind::null; }
  std::string_view text() const { return {as.text, size}; }
  std::span<const Datum> list() const { return {as.items, size}; }
  std::span<const Member> object() const;
};

struct Member {
  std::string_view key;
  Datum value;
};

inline std::span<const Member> Datum::object() const { return {as.members, size}; }

// Numbers compare by value; otherwise kinds differ means not equal. Rows are the same when table and key are.
bool same(const Datum& a, const Datum& b);

// "a whole number", for messages.
std::string_view words_of(Datum::Kind kind);

// Copies texts, lists and objects into the arena. A Decimal becomes text.
Datum to_datum(const Value& value, Arena& arena);

}  // namespace admctl::seed
