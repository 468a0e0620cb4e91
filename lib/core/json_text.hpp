// JSON text to Value and back.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/value.hpp"

namespace admctl {

// Throws Error code::config_invalid when `text` is not one JSON document or is nested deeper than 1000
// levels; the error names line and column but quotes nothing of the text. Duplicate keys: the last wins.
// Integers beyond int64 and numbers whose text a double would not give back ("1.50", "0.1234567890123456789")
// become Decimal, so that to_json writes every number as it was read; only "-0" becomes 0.
Value parse_json(std::string_view text);

// The same; throws code::config_invalid, too, when it is not an object.
Object parse_json_object(std::string_view text);

// One line, members in their order. Invalid UTF-8 is replaced by U+FFFD. A Decimal is written as it is;
// what JSON has no number for (NaN, Infinity) as a string, like PostgreSQL does.
std::string to_json(const Value& value);

// Indented by two blanks.
std::string to_pretty_json(const Value& value);

// The form that is hashed: members sorted by their UTF-8 bytes at every depth, no blanks.
std::string to_canonical_json(const Value& value);

// Appends `text` as a quoted JSON string: escapes only what JSON requires, replaces invalid UTF-8 by U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace admctl
