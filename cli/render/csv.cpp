#include "cli/render/parts.hpp"

namespace admctl::cli {
namespace {

std::string csv_cell(const Value& value, bool safe) {
  if (value.is_null()) return {};
  auto text = plain_text(value);
  // As COPY does it: nothing is null, "" is the empty text.
  if (text.empty()) return "\"\"";
  if (safe && value.as_string() && std::string_view{"=+-@\t\r\n"}.find(text[0]) != std::string_view::npos) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos && text.front() != ' ' && text.back() != ' ')
    return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void write_line(const std::vector<Value>& values, bool safe, Output& out) {
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_cell(values[i], safe);
  }
  out.write(line + '\n');
}

void write_csv_table(const Table& table, const Style& style, Output& out) {
  std::vector<Value> values;
  for (const auto& column : table.columns) values.emplace_back(column.key);
  if (style.headers) write_line(values, false, out);
  for_each_row(table, [&](const Row& row) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = i < row.size() ? row[i].value : Value{};
    write_line(values, style.csv_safe, out);
  });
}

}  // namespace

// Of a page, the first section that has rows or fields: CSV holds one table.
void write_csv(const Report& report, const Style& style, Output& out) {
  for (const auto& section : report.sections) {
    if (const auto* table = std::get_if<Table>(&section.body)) return write_csv_table(*table, style, out);
    const auto* fields = std::get_if<std::vector<Field>>(&section.body);
    if (!fields) continue;
    if (style.headers) write_line({"key", "value"}, false, out);
    for (const auto& field : *fields) write_line({field.key, field.cell.value}, style.csv_safe, out);
    return;
  }
}

}  // namespace admctl::cli
