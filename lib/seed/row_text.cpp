#include "lib/seed/row_text.hpp"

#include <charconv>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/pg/copy.hpp"
#include "lib/seed/timestamp.hpp"

namespace admctl::seed {
namespace {

using Kind = Datum::Kind;

template <typename Number>
void append_number(std::string& out, Number number) {
  char digits[32];
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, result.ptr);
}

void append_array(std::string& out, const Datum& value) {
  out += '{';
  std::string element;
  bool first = true;
  for (const auto& item : value.list()) {
    if (!first) out += ',';
    first = false;
    element.clear();
    if (!append_value(element, item, item.is(Kind::time) ? ColumnFormat::time : ColumnFormat::plain)) {
      out += "NULL";
      continue;
    }
    out += '"';
    for (const char c : element) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  out += '}';
}

void append_plain(std::string& out, const Datum& value) {
  switch (value.kind) {
    case Kind::boolean:
      out += value.as.boolean ? "true" : "false";
      return;
    case Kind::integer:
      append_number(out, value.as.integer);
      return;
    case Kind::real:
      append_number(out, value.as.real);
      return;
    case Kind::time:
      append_iso_timestamp(out, value.as.integer);
      return;
    case Kind::text:
      out += value.text();
      return;
    default:
      refuse_value(value, "a column of single values");
  }
}

}  // namespace

void refuse_value(const Datum& value, std::string_view wanted) {
  throw Error{code::bad_pack, fmt::format("{} cannot be written to {}", words_of(value.kind), wanted)};
}

void append_json(std::string& out, const Datum& value) {
  switch (value.kind) {
    case Kind::null:
      out += "null";
      return;
    case Kind::text:
      append_json_string(out, value.text());
      return;
    case Kind::time:
      out += '"';
      append_iso_timestamp(out, value.as.integer);
      out += '"';
      return;
    case Kind::list: {
      out += '[';
      bool first = true;
      for (const auto& item : value.list()) {
        if (!first) out += ", ";
        first = false;
        append_json(out, item);
      }
      out += ']';
      return;
    }
    case Kind::object: {
      out += '{';
      bool first = true;
      for (const auto& [key, member] : value.object()) {
        if (!first) out += ", ";
        first = false;
        append_json_string(out, key);
        out += ": ";
        append_json(out, member);
      }
      out += '}';
      return;
    }
    default:
      append_plain(out, value);
  }
}

bool append_value(std::string& out, const Datum& value, ColumnFormat format) {
  if (value.is_null()) return false;
  switch (format) {
    case ColumnFormat::json:
      append_json(out, value);
      return true;
    case ColumnFormat::array:
      if (!value.is(Kind::list)) refuse_value(value, "an array column");
      append_array(out, value);
      return true;
    case ColumnFormat::time:
      if (!value.is(Kind::time)) refuse_value(value, "a column of times");
      append_sql_timestamp(out, value.as.integer);
      return true;
    case ColumnFormat::plain:
      append_plain(out, value);
      return true;
  }
  return false;
}

void append_field(std::string& line, const Datum& value, ColumnFormat format, std::string& scratch) {
  scratch.clear();
  if (append_value(scratch, value, format)) {
    pg::append_copy_field(line, scratch);
  } else {
    line += "\\N";
  }
}

}  // namespace admctl::seed
