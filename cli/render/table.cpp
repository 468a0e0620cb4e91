#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "cli/render/parts.hpp"
#include "lib/core/direction.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// So many rows of a stream decide the widths of its columns; what is wider later only shifts its own row.
constexpr std::size_t sample_rows = 500;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;
// Values of fields are not broken into narrower pieces.
constexpr std::size_t least_value = 24;

std::string colored(std::string text, std::string_view color, const Style& style) {
  return style.color && !text.empty() ? "\x1b[" + std::string{color} + "m" + text + "\x1b[0m" : text;
}

constexpr std::string_view bold = "1";
constexpr std::string_view cyan = "36";

struct Width {
  std::size_t now = 0;
  std::size_t least = 0;
  bool wraps = false;
  bool holds = false;  // what people look for: the name of the row, its state
};

// Takes columns off the widest ones until the row fits or nothing can give any more. Text that goes on in the
// next line gives first; the name of the row and states last.
void fit(std::vector<Width>& widths, std::size_t available) {
  constexpr std::size_t readable = 24;
  const auto total = [&] {
    std::size_t sum = (widths.size() - 1) * gap;
    for (const auto& width : widths) sum += width.now;
    return sum;
  };
  for (int pass = 0; pass < 3 && !widths.empty(); ++pass) {
    while (total() > available) {
      Width* widest = nullptr;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        auto& width = widths[i];
        const bool gives = pass == 0 ? width.wraps && width.now > readable : pass == 2 || !width.holds;
        if (gives && width.now > width.least && (!widest || width.now > widest->now)) widest = &width;
      }
      if (!widest) break;
      --widest->now;
    }
  }
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
    if (!dropped_.empty()) {
      const auto said = fmt::format("(no room for {}; -o wide shows all)", join(dropped_, ", "));
      const auto room = std::max(style_.width - std::min(style_.width, indent_.size()), narrowest);
      for (const auto& line : wrapped(said, room)) out_.write(fmt::format("{}{}\n", indent_, line));
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
    widths_.clear();
    for (std::size_t i = 0; i < heading.size(); ++i) {
      widths_.push_back({.now = 0,
                         .least = std::max(display_width(heading[i].text), narrowest),
                         .wraps = table_.columns[chosen_[i]].wrap,
                         .holds = i == 0});
    }
    for (const auto& line : pending_) {
      for (std::size_t i = 0; i < line.size(); ++i) widths_[i].holds |= line[i].state;
    }
    if (style_.headers) measure(heading);
    for (const auto& line : pending_) measure(line);
    measured_ = true;
    drop_what_does_not_fit(heading);
    if (style_.terminal && style_.format != Format::wide)
      fit(widths_, style_.width - std::min(style_.width, indent_.size()));
    if (style_.headers) write_line(heading, bold);
    for (const auto& line : pending_) write_line(line);
    pending_.clear();
  }

  // Where the least widths alone are too much for the terminal, the last columns are left out, and named below
  // the table. Before the others give way, so that they take the room.
  void drop_what_does_not_fit(Line& heading) {
    const bool clipped = style_.terminal && style_.format != Format::wide;
    std::size_t total = indent_.size();
    const auto least = [](const Width& width) { return std::min(width.now, width.least) + gap; };
    for (const auto& width : widths_) total += least(width);
    // The names of a list are there to be copied; those of parts of a page, and ids as long as these, give way.
    constexpr std::size_t longest_name = 32;
    const auto& name = widths_.front();
    if (indent_.empty() && name.now <= longest_name) total += name.now - std::min(name.now, name.least);
    while (clipped && widths_.size() > 2 && total > style_.width + gap) {
      total -= least(widths_.back());
      dropped_.insert(dropped_.begin(), heading.back().text);
      widths_.pop_back();
      heading.pop_back();
      chosen_.pop_back();
      for (auto& line : pending_) line.pop_back();
    }
  }

  void measure(const Line& line) {
    for (std::size_t i = 0; i < line.size(); ++i)
      widths_[i].now = std::max(widths_[i].now, display_width(line[i].text));
  }

  // A row whose wrapped cells take several lines.
  void write_line(const Line& line, std::string_view color = {}) {
    const bool clipped = style_.terminal && style_.format != Format::wide;
    std::vector<std::vector<std::string>> wraps(line.size());
    std::size_t height = 1;
    for (std::size_t i = 0; clipped && i < line.size(); ++i) {
      if (!table_.columns[chosen_[i]].wrap || display_width(line[i].text) <= widths_[i].now) continue;
      wraps[i] = wrapped(line[i].text, widths_[i].now);
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
      while (k > 0 && part.size() > 1 && part.back().text.empty()) part.pop_back();
      write_one_line(part, color);
    }
  }

  void write_one_line(const Line& line, std::string_view color) {
    std::string text{indent_};
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto& part = line[i];
      const bool clipped = style_.terminal && style_.format != Format::wide;
      const auto cell = clipped ? clip(part.text, widths_[i].now) : part.text;
      const auto width = display_width(cell);
      const std::string padding(widths_[i].now - std::min(width, widths_[i].now), ' ');
      const bool last = i + 1 == line.size();
      const auto shown = style_.terminal ? isolated(cell) : cell;
      if (part.right) text += padding;
      text += part.state ? colored(shown, cyan, style_) : color.empty() ? shown : colored(shown, color, style_);
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
  std::vector<Width> widths_;
  std::vector<Line> pending_;
  std::vector<std::string> dropped_;  // headings of columns for which there is no room
  bool measured_ = false;
};

void write_fields(const std::vector<Field>& fields, const Style& style, std::string_view indent, Output& out) {
  std::size_t width = 0;
  for (const auto& field : fields) width = std::max(width, display_width(field.title));
  for (const auto& field : fields) {
    const auto value = shown(field.cell, style);
    const auto left = indent.size() + width + gap;
    const std::string padding(width - display_width(field.title) + gap, ' ');
    const bool narrow = style.terminal && style.format != Format::wide && style.width >= left + least_value;
    std::string text;
    for (const auto& part : narrow ? wrapped(value, style.width - left) : std::vector{value}) {
      if (!text.empty()) text += '\n' + std::string(left, ' ');
      const auto shown = style.terminal ? isolated(part) : part;
      text += field.cell.kind == Cell::Kind::state ? colored(shown, cyan, style) : shown;
    }
    out.write(std::string{indent} + field.title + padding + text + '\n');
  }
}

void write_text(const std::string& body, const Style& style, std::string_view indent, Output& out) {
  if (body.empty()) return;
  auto lines = split(body, '\n');
  if (lines.back().empty()) lines.pop_back();
  const auto width = style.width - std::min(style.width, indent.size());
  for (const auto& line : lines) {
    const auto text = visible(line);
    // What is indented by itself is laid out already.
    const bool prose =
        style.terminal && !text.starts_with(' ') && width >= narrowest && display_width(text) > width;
    for (const auto& part : prose ? wrapped(text, width) : std::vector{text}) {
      out.write(part.empty() ? "\n"
                             : std::string{indent} + (style.terminal ? left_to_right(part) : part) + '\n');
    }
  }
}

}  // namespace

std::string shown(const Cell& cell, const Style& style) {
  if (cell.value.is_null() && !cell.display) return "-";
  if (cell.kind == Cell::Kind::time && style.terminal && !cell.display) {
    const auto* text = cell.value.as_string();
    const auto time = text ? parse_time(*text) : std::nullopt;
    if (time) return format_relative(*time, style.now);
  }
  return visible(cell.display ? *cell.display : plain_text(cell.value));
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
        write_text("none", style, indent, out);
      else
        TableWriter{*table, style, indent, out}.write();
    } else if (const auto* fields = std::get_if<std::vector<Field>>(&section.body)) {
      write_fields(*fields, style, indent, out);
    } else {
      write_text(std::get<std::string>(section.body), style, indent, out);
    }
  }
}

}  // namespace admctl::cli
