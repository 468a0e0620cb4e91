#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "cli/render/parts.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// So many rows of a stream decide the widths of its columns; what is wider later only shifts its own row.
constexpr std::size_t sample_rows = 500;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;

std::string shown(const Cell& cell, const Style& style) {
  if (cell.value.is_null() && !cell.display) return "-";
  if (cell.kind == Cell::Kind::time && style.terminal && !cell.display) {
    const auto* text = cell.value.as_string();
    const auto time = text ? parse_time(*text) : std::nullopt;
    if (time) return format_relative(*time, style.now);
  }
  return visible(cell.display ? *cell.display : plain_text(cell.value));
}

std::string colored(std::string text, std::string_view color, const Style& style) {
  return style.color && !text.empty() ? "\x1b[" + std::string{color} + "m" + text + "\x1b[0m" : text;
}

constexpr std::string_view bold = "1";
constexpr std::string_view cyan = "36";

// Takes columns off the widest ones until the row fits or nothing can give any more.
void fit(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least, std::size_t available) {
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * gap); };
  while (!widths.empty() && total() > available) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

// The text in lines of at most `width` columns, broken at blanks where there are some.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  for (auto word : split(text, ' ')) {
    while (display_width(word) > width) {
      // clip() ends with an ellipsis where it cuts; what goes on in the next line is not left out.
      auto head = clip(word, width);
      head.erase(head.rfind("…"));
      if (head.empty()) break;
      if (!lines.back().empty()) lines.emplace_back();
      lines.back() = head;
      word.erase(0, head.size());
    }
    const auto needed = display_width(lines.back()) + 1 + display_width(word);
    if (!lines.back().empty() && needed > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

class TableWriter {
 public:
  TableWriter(const Table& table, const Style& style, std::string_view indent, Output& out)
      : table_{table}, style_{style}, indent_{indent}, out_{out} {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (!table.columns[i].wide || style.format == Format::wide) chosen_.push_back(i);
    }
  }

  void write() {
    // Rows in memory are all measured; a stream only at its beginning.
    const auto sample = table_.live ? 1 : table_.source ? sample_rows : table_.rows.size();
    const auto shown = shown_rows();
    std::size_t place = 0;
    for_each_row(table_, [&](const Row& row) {
      const auto here = place++;
      if (here < shown.first || here >= shown.second) return;
      auto line = line_of(row);
      if (measured_) return write_line(line);
      pending_.push_back(std::move(line));
      if (pending_.size() >= sample) write_pending();
    });
    if (!measured_) write_pending();
    if (const auto hidden = place - std::min(place, shown.second - shown.first); hidden > 0) {
      out_.write(fmt::format("{}({} {} not shown; -o wide shows all)\n", indent_, hidden,
                             table_.brief.newest ? "earlier" : "more"));
    }
  }

 private:
  struct Part {
    std::string text;
    bool state = false;
    bool right = false;
  };
  using Line = std::vector<Part>;

  // The range of rows that people are shown.
  std::pair<std::size_t, std::size_t> shown_rows() const {
    const auto total = table_.rows.size();
    const auto most = table_.brief.rows;
    const bool all = table_.source || most == 0 || total <= most || style_.format == Format::wide;
    if (all) return {0, std::numeric_limits<std::size_t>::max()};
    return table_.brief.newest ? std::pair{total - most, total} : std::pair{std::size_t{0}, most};
  }

  Line line_of(const Row& row) const {
    Line line;
    for (const auto index : chosen_) {
      const Cell none;
      const auto& cell = index < row.size() ? row[index] : none;
      line.push_back({shown(cell, style_), cell.kind == Cell::Kind::state, is_right(index)});
    }
    return line;
  }

  bool is_right(std::size_t column) const { return table_.columns[column].right; }

  void write_pending() {
    Line heading;
    for (const auto index : chosen_) heading.push_back({table_.columns[index].title, false, is_right(index)});
    std::vector<std::size_t> least;
    for (const auto& part : heading) least.push_back(std::max(display_width(part.text), narrowest));
    widths_.assign(chosen_.size(), 0);
    if (style_.headers) measure(heading);
    for (const auto& line : pending_) measure(line);
    if (style_.terminal && style_.format != Format::wide) {
      fit(widths_, least, style_.width - std::min(style_.width, indent_.size()));
    }
    measured_ = true;
    if (style_.headers) write_line(heading, bold);
    for (const auto& line : pending_) write_line(line);
    pending_.clear();
  }

  void measure(const Line& line) {
    for (std::size_t i = 0; i < line.size(); ++i)
      widths_[i] = std::max(widths_[i], display_width(line[i].text));
  }

  // A row whose wrapped cells take several lines.
  void write_line(const Line& line, std::string_view color = {}) {
    const bool clipped = style_.terminal && style_.format != Format::wide;
    std::vector<std::vector<std::string>> wraps(line.size());
    std::size_t height = 1;
    for (std::size_t i = 0; clipped && i < line.size(); ++i) {
      if (!table_.columns[chosen_[i]].wrap || display_width(line[i].text) <= widths_[i]) continue;
      wraps[i] = wrapped(line[i].text, widths_[i]);
      height = std::max(height, wraps[i].size());
    }
    for (std::size_t k = 0; k < height; ++k) {
      auto part = line;
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (!wraps[i].empty())
          part[i].text = k < wraps[i].size() ? wraps[i][k] : "";
        else if (k > 0)
          part[i].text.clear();
      }
      write_one_line(part, color);
    }
  }

  void write_one_line(const Line& line, std::string_view color) {
    std::string text{indent_};
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto& part = line[i];
      const bool clipped = style_.terminal && style_.format != Format::wide;
      const auto cell = clipped ? clip(part.text, widths_[i]) : part.text;
      const auto width = display_width(cell);
      const std::string padding(widths_[i] - std::min(width, widths_[i]), ' ');
      const bool last = i + 1 == line.size();
      if (part.right) text += padding;
      text += part.state ? colored(cell, cyan, style_) : color.empty() ? cell : colored(cell, color, style_);
      if (!part.right && !last) text += padding;
      if (!last) text.append(gap, ' ');
    }
    out_.write(text + '\n');
  }

  const Table& table_;
  const Style& style_;
  std::string_view indent_;
  Output& out_;
  std::vector<std::size_t> chosen_;
  std::vector<std::size_t> widths_;
  std::vector<Line> pending_;
  bool measured_ = false;
};

void write_fields(const std::vector<Field>& fields, const Style& style, std::string_view indent, Output& out) {
  std::size_t width = 0;
  for (const auto& field : fields) width = std::max(width, display_width(field.title));
  for (const auto& field : fields) {
    const auto value = shown(field.cell, style);
    const std::string padding(width - display_width(field.title) + gap, ' ');
    out.write(std::string{indent} + field.title + padding +
              (field.cell.kind == Cell::Kind::state ? colored(value, cyan, style) : value) + '\n');
  }
}

void write_text(const std::string& body, std::string_view indent, Output& out) {
  if (body.empty()) return;
  auto lines = split(body, '\n');
  if (lines.back().empty()) lines.pop_back();
  for (const auto& line : lines) out.write(line.empty() ? "\n" : std::string{indent} + visible(line) + '\n');
}

}  // namespace

void write_table(const Report& report, const Style& style, Output& out) {
  bool first = true;
  for (const auto& section : report.sections) {
    if (!first) out.write("\n");
    first = false;
    const std::string_view indent = section.title.empty() ? "" : "  ";
    if (!section.title.empty()) out.write(colored(visible(section.title), bold, style) + '\n');
    if (const auto* table = std::get_if<Table>(&section.body)) {
      const bool nothing = !section.title.empty() && !table->source && table->rows.empty();
      if (nothing)
        write_text("none", indent, out);
      else
        TableWriter{*table, style, indent, out}.write();
    } else if (const auto* fields = std::get_if<std::vector<Field>>(&section.body)) {
      write_fields(*fields, style, indent, out);
    } else {
      write_text(std::get<std::string>(section.body), indent, out);
    }
  }
}

}  // namespace admctl::cli
