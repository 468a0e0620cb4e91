#include "cli/render/parts.hpp"

#include <fmt/format.h>

#include "lib/core/json_text.hpp"

namespace admctl::cli {
namespace {

// The code point of the two or three bytes at `i` when it must not reach a terminal, else 0. `length` gets the
// number of its bytes.
unsigned steering_code_point(std::string_view text, std::size_t i, std::size_t& length) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[at])) : 0U;
  };
  length = 1;
  if (byte(i) == 0x7f) return 0x7f;
  length = 2;
  if (byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f) return byte(i + 1);
  if (byte(i) == 0xd8 && byte(i + 1) == 0x9c) return 0x61c;
  length = 3;
  const auto point = ((byte(i) & 0x0fU) << 12U) | ((byte(i + 1) & 0x3fU) << 6U) | (byte(i + 2) & 0x3fU);
  if (byte(i) == 0xe2 && (point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
                          (point >= 0x2066 && point <= 0x2069))) {
    return point;
  }
  return byte(i) == 0xef && point == 0xfeff ? point : 0;
}

}  // namespace

const Table* list_of(const Report& report) {
  if (report.sections.size() != 1 || report.sections.front().key != "rows") return nullptr;
  return std::get_if<Table>(&report.sections.front().body);
}

void for_each_row(const Table& table, const RowSink& sink) {
  if (table.source) return table.source(sink);
  for (const auto& row : table.rows) sink(row);
}

Object to_object(const std::vector<Column>& columns, const Row& row) {
  Object object;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    object[columns[i].key] = i < row.size() ? row[i].value : Value{};
  }
  return object;
}

Object to_object(const std::vector<Field>& fields) {
  Object object;
  for (const auto& field : fields) object[field.key] = field.cell.value;
  return object;
}

Object page_object(const Report& report) {
  Object page{{"schemaVersion", schema_version}};
  for (const auto& section : report.sections) {
    auto& value = page[section.key];
    if (const auto* table = std::get_if<Table>(&section.body)) {
      Array rows;
      for_each_row(*table, [&](const Row& row) { rows.emplace_back(to_object(table->columns, row)); });
      value = std::move(rows);
    } else if (const auto* fields = std::get_if<std::vector<Field>>(&section.body)) {
      value = to_object(*fields);
    } else {
      value = std::get<std::string>(section.body);
    }
  }
  page["notes"] = to_array(report.notes);
  page["next"] = to_array(report.next);
  return page;
}

Array to_array(const std::vector<std::string>& lines) { return {lines.begin(), lines.end()}; }

std::string plain_text(const Value& value) {
  if (value.is_null()) return {};
  if (const auto* text = value.as_string()) return *text;
  return to_json(value);
}

void write_escaped(Output& out, std::string_view text) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    std::size_t length = 1;
    const auto point = byte < 0x7f ? 0U : steering_code_point(text, i, length);
    if (point != 0) {
      out.write(text.substr(start, i - start));
      out.write(fmt::format("\\u{:04x}", point));
      start = i + length;
    }
    i += point != 0 ? length : 1;
  }
  out.write(text.substr(start));
}

}  // namespace admctl::cli
