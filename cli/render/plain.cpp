#include <fmt/format.h>

#include "cli/render/parts.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// "AGREED PRICE" would be spelt out letter by letter: "Agreed price".
std::string spoken(std::string_view title) {
  auto text = to_lower(title);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void write_line(std::string_view title, const Cell& cell, const Style& style, Output& out) {
  const bool none = cell.value.is_null() && !cell.display;
  auto text = none ? std::string{"none"} : shown(cell, style);
  out.write(fmt::format("{}: {}\n", spoken(title), text.empty() ? "empty" : text));
}

void write_rows(const Table& table, const Style& style, Output& out) {
  std::size_t number = 0;
  const auto most = style.format == Format::wide ? 0 : table.brief.rows;
  const auto skipped =
      table.brief.newest && most > 0 && table.rows.size() > most ? table.rows.size() - most : 0;
  std::size_t hidden = 0;
  for_each_row(table, [&](const Row& row) {
    ++number;
    if (number <= skipped || (!table.source && !table.brief.newest && most > 0 && number > most)) {
      ++hidden;
      return;
    }
    if (number > skipped + 1) out.write("\n");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].wide && style.format != Format::wide) continue;
      write_line(table.columns[i].title, i < row.size() ? row[i] : Cell{}, style, out);
    }
  });
  if (number == 0) out.write("none\n");
  if (hidden > 0) out.write(fmt::format("{} more not shown; -o wide shows all\n", hidden));
}

}  // namespace

void write_plain(const Report& report, const Style& style, Output& out) {
  bool first = true;
  for (const auto& section : report.sections) {
    if (!first) out.write("\n");
    first = false;
    if (!section.title.empty()) out.write(visible(section.title) + ":\n");
    if (const auto* table = std::get_if<Table>(&section.body)) {
      write_rows(*table, style, out);
    } else if (const auto* fields = std::get_if<std::vector<Field>>(&section.body)) {
      for (const auto& field : *fields) write_line(field.title, field.cell, style, out);
    } else {
      for (const auto& line : split(std::get<std::string>(section.body), '\n')) out.write(visible(line) + '\n');
    }
  }
}

}  // namespace admctl::cli
