#include "lib/pg/sql.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace admctl::pg {

std::string quote(std::string_view identifier) {
  std::string out;
  out.reserve(identifier.size() + 2);
  out += '"';
  for (const char c : identifier) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
  return out;
}

std::string quote(std::string_view schema, std::string_view name) {
  return schema.empty() ? quote(name) : quote(schema) + "." + quote(name);
}

std::string quote_list(std::span<const std::string> identifiers, std::string_view prefix) {
  std::string out;
  for (const auto& identifier : identifiers) {
    if (!out.empty()) out += ", ";
    out += prefix;
    out += quote(identifier);
  }
  return out;
}

std::string placeholders(std::size_t count, std::size_t first) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return out;
}

namespace {

void append_element(std::string& out, std::string_view value) {
  out += out.size() > 1 ? ",\"" : "\"";
  const auto is_special = [](char c) { return c == '"' || c == '\\'; };
  auto begin = value.begin();
  for (auto at = std::ranges::find_if(value, is_special); at != value.end();
       at = std::find_if(at + 1, value.end(), is_special)) {
    out.append(begin, at);
    out += '\\';
    begin = at;
  }
  out.append(begin, value.end());
  out += '"';
}

}  // namespace

std::string array_text(std::span<const Param> values) {
  std::string out{"{"};
  for (const auto& value : values) {
    if (value)
      append_element(out, *value);
    else
      out += out.size() > 1 ? ",NULL" : "NULL";
  }
  return out + '}';
}

std::string array_text(std::span<const std::string> values) {
  std::string out{"{"};
  for (const auto& value : values) append_element(out, value);
  return out + '}';
}

std::string bind(Params& params, Param value) {
  params.push_back(std::move(value));
  return fmt::format("${}", params.size());
}

}  // namespace admctl::pg
