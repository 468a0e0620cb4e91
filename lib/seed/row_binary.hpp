// Values as the bytes that COPY reads in its binary format, which spares the server the parsing of text.
// The forms of the types are those of PostgreSQL's own send and receive functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/seed/datum.hpp"

namespace admctl::seed {

enum class BinaryType : std::uint8_t {
  text,  // and varchar, char(n), enums
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  timestamp,  // with or without time zone
  date,
  uuid,
  json,
  jsonb,
};

struct BinaryFormat {
  BinaryType type = BinaryType::text;
  std::uint32_t element_oid = 0;  // of an array: the type of its elements, which are of `type`
};

// The form of a type by its pg_type.typname and typtype; nullopt for one that is not known here.
std::optional<BinaryType> binary_type_of(std::string_view typname, std::string_view typtype);

// What stands before the rows and after them.
std::string_view binary_rows_begin();
std::string_view binary_rows_end();

// A row is its number of columns and then each value.
void append_binary_columns(std::string& row, std::size_t columns);
// Throws code::bad_pack, without a place, for what the column cannot hold.
void append_binary_field(std::string& row, const Datum& value, const BinaryFormat& format);

}  // namespace admctl::seed
