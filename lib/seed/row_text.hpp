// Values as the text that COPY reads.
#pragma once

#include <string>
#include <string_view>

#include "lib/seed/datum.hpp"

namespace admctl::seed {

// How a column wants its values written; known from the catalog.
enum class ColumnFormat {
  plain,  // text, numbers, booleans, enums
  time,   // timestamp with or without time zone, date
  json,
  array,
};

// The value in the column's own input syntax; false for NULL (a json column gets NULL too, not 'null').
// Throws code::bug for rows; throws code::bad_pack, without a place, for what the column cannot hold.
bool append_value(std::string& out, const Datum& value, ColumnFormat format);

// One field in COPY text format, \N for NULL.
void append_field(std::string& line, const Datum& value, ColumnFormat format, std::string& scratch);

void append_json(std::string& out, const Datum& value);

// Throws code::bad_pack, without a place: such a value cannot be written to `wanted`, "an array column".
[[noreturn]] void refuse_value(const Datum& value, std::string_view wanted);

}  // namespace admctl::seed
