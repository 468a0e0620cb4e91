#include "lib/lifecycle/html_page.hpp"

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/core/xml_text.hpp"
#include "lib/lifecycle/html_style.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::size_t foldable_rows = 12;
constexpr std::size_t longest_line = 32;  // what is longer is broken into lines

std::string time_html(const std::string& text, Time now) {
  const auto time = parse_time(text);
  if (!time) return xml_text(text);
  // "2026-02-16 12:00:00.000": the page says once that times are UTC.
  return fmt::format(R"(<time datetime="{}" title="{} when this page was written">{}</time>)",
                     to_rfc3339(*time), format_relative(*time, now), to_sql_timestamp(*time).substr(0, 19));
}

bool is_time(const Cell& cell) {
  return cell.kind == Cell::Kind::time && cell.value.as_string() && !cell.display;
}

std::string text_of_cell(const Cell& cell) {
  const auto* text = cell.value.as_string();
  return cell.display ? *cell.display : text ? *text : to_json(cell.value);
}

std::string cell_html(const Cell& cell, Time now) {
  if (cell.value.is_null() && !cell.display) return R"(<span class="none">-</span>)";
  if (is_time(cell)) return time_html(*cell.value.as_string(), now);
  const auto shown = xml_text(text_of_cell(cell));
  return cell.kind == Cell::Kind::state ? fmt::format(R"(<span class="badge">{}</span>)", shown) : shown;
}

std::string fields_html(const std::vector<Field>& fields, Time now) {
  std::string out = "<dl>\n";
  for (const auto& field : fields) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", xml_text(field.title), cell_html(field.cell, now));
  }
  return out + "</dl>\n";
}

std::vector<Row> rows_of(const Table& table) {
  if (!table.source) return table.rows;
  std::vector<Row> rows;
  table.source([&](const Row& row) { rows.push_back(row); });
  return rows;
}

std::string table_html(const Table& table, const std::vector<Row>& rows, Time now) {
  if (rows.empty()) return "<p class=\"none\">none</p>\n";
  std::string out = "<div class=\"box\" tabindex=\"0\"><table>\n<thead><tr>";
  const auto side = [&](std::size_t column) { return table.columns[column].right ? " class=\"right\"" : ""; };
  const auto shape = [&](std::size_t column, const Cell& cell) {
    const bool is_long = !is_time(cell) && display_width(text_of_cell(cell)) > longest_line;
    return is_long ? " class=\"long\"" : side(column);
  };
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", side(i), xml_text(table.columns[i].title));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& cell = i < row.size() ? row[i] : Cell{};
      out += fmt::format("<td{}>{}</td>", shape(i, cell), cell_html(cell, now));
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table></div>\n";
}

std::string text_html(const std::string& body) {
  std::vector<std::string> lines;
  for (const auto& line : split(body, '\n')) lines.push_back(xml_text(line));
  return "<pre>" + join(lines, "\n") + "</pre>\n";
}

class Page {
 public:
  explicit Page(Time now) : now_{now} {}

  void add(const std::string& id, const std::string& title, const std::string& body) {
    begin(id, title);
    content_ += fmt::format("<h2>{}</h2>\n{}</section>\n", xml_text(title), body);
  }

  void add(const Section& section) {
    if (const auto* table = std::get_if<Table>(&section.body)) {
      add_table(section, *table);
    } else if (const auto* fields = std::get_if<std::vector<Field>>(&section.body)) {
      add(section.key, section.title, fields_html(*fields, now_));
    } else {
      add(section.key, section.title, text_html(std::get<std::string>(section.body)));
    }
  }

  void add_list(const std::string& id, const std::string& title, const std::vector<std::string>& lines,
                bool commands) {
    if (lines.empty()) return;
    if (commands) return add(id, title, text_html(join(lines, "\n")));
    std::string items = "<ul>\n";
    for (const auto& line : lines) items += fmt::format("<li>{}</li>\n", xml_text(line));
    add(id, title, items + "</ul>\n");
  }

  std::string links() const { return "<nav>" + links_ + "</nav>\n"; }
  const std::string& content() const { return content_; }

 private:
  void begin(const std::string& id, const std::string& title) {
    links_ += fmt::format("<a href=\"#{0}\">{1}</a>", xml_text(id), xml_text(title));
    content_ += fmt::format("<section id=\"{}\">\n", xml_text(id));
  }

  // A long table can be folded away; it is open, so that it is printed and found by a search.
  void add_table(const Section& section, const Table& table) {
    const auto rows = rows_of(table);
    const auto body = table_html(table, rows, now_);
    if (rows.size() <= foldable_rows) return add(section.key, section.title, body);
    begin(section.key, section.title);
    content_ += fmt::format(
        "<details open=\"open\"><summary><h2>{}</h2> <span "
        "class=\"count\">{}</span></summary>\n{}</details></section>\n",
        xml_text(section.title), count_of(rows.size(), "row"), body);
  }

  Time now_;
  std::string links_;
  std::string content_;
};

std::string head_html(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}' "
      "'sha256-{}'; base-uri 'none'; form-action 'none'\"/>\n"
      "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n",
      sha256_base64(html_style()), sha256_base64(diagram_style()), title, html_style());
}

}  // namespace

std::string html_page(const Report& report, const Diagram& diagram, const PageFacts& facts) {
  Page page{facts.written};
  const auto picture = "<figure class=\"box\" tabindex=\"0\">\n" + to_svg(diagram) + "</figure>\n";
  bool drawn = false;
  for (auto section : report.sections) {
    // The heading of the page says which record it is.
    if (section.title.empty() || section.title == facts.record) section.title = "Summary";
    page.add(section);
    if (!drawn) page.add("lifecycle", "Lifecycle", picture);
    drawn = true;
  }
  if (!drawn) page.add("lifecycle", "Lifecycle", picture);
  page.add_list("notes", "Notes", report.notes, false);
  page.add_list("next", "Next", report.next, true);
  const auto record = xml_text(facts.record);
  const auto state =
      diagram.current ? fmt::format(" <span class=\"badge\">{}</span>", xml_text(*diagram.current)) : "";
  const auto written = to_sql_timestamp(facts.written).substr(0, 19);
  return head_html(record) +
         fmt::format(
             "<body>\n<header>\n<h1>{}{}</h1>\n<p>{}, {}, at {} UTC</p>\n</header>\n{}<main>\n{}</main>\n"
             "<footer>Written by admctl at {} UTC; what happened since is not here. All times are "
             "UTC.</footer>\n</body>\n</html>\n",
             record, state, xml_text(facts.platform), xml_text(facts.place), written, page.links(),
             page.content(), written);
}

}  // namespace admctl::lifecycle
