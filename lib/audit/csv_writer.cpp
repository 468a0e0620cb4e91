#include "lib/audit/csv_writer.hpp"

#include <algorithm>
#include <array>

#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

// Cells with one of these are quoted. A look into a table: most of an export's time would go into a search.
constexpr auto special = [] {
  std::array<bool, 256> table{};
  for (const char c : {',', '"', '\r', '\n'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::ranges::none_of(text, [](char c) { return special[static_cast<unsigned char>(c)]; });
}

void append_cell(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += text;
    return;
  }
  const auto start = out.size();
  out.resize(start + 2 * text.size() + 2);
  char* to = out.data() + start;
  *to++ = '"';
  for (const char c : text) {
    *to++ = c;
    if (c == '"') *to++ = '"';
  }
  *to++ = '"';
  out.resize(static_cast<std::size_t>(to - out.data()));
}

bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view{"=+-@\t\r\n"}.find(text.front()) != std::string_view::npos;
}

}  // namespace

CsvWriter::CsvWriter(const Source& source, const WriterOptions& options) : safe_{options.csv_safe} {
  for (std::size_t i = 0; i < common_count; ++i) names_.emplace_back(common_name(static_cast<Common>(i)));
  if (options.several_sources) {
    names_.emplace_back("row");
    row_.emplace(source, options.row);
    return;
  }
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    if (source.is_common(i) || !source.columns[i].in_row) continue;
    names_.push_back("row." + source.columns[i].name);
    row_columns_.push_back(i);
  }
}

void CsvWriter::append_field(std::string& out, const Field& field) const {
  if (field.shape == Field::Shape::absent) return;
  std::string decoded;
  auto text = field.text;
  // A single string is shown as people read it; inside of documents strings stay JSON.
  const bool is_string = field.shape == Field::Shape::json && text.starts_with('"');
  if (is_string && text.find('\\') == std::string_view::npos)
    text = text.substr(1, text.size() - 2);
  else if (is_string)
    text = decoded = parse_json(text).string_or("");
  if (safe_ && (is_string || field.shape == Field::Shape::text) && looks_like_formula(text)) {
    decoded = "'" + std::string{text};
    text = decoded;
  }
  append_cell(out, text);
}

std::string CsvWriter::head() const {
  std::string out;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) out += ',';
    append_cell(out, names_[i]);
  }
  return out + std::string{line_end()};
}

void CsvWriter::append(std::string& out, const Record& record) {
  for (std::size_t i = 0; i < common_count; ++i) {
    if (i > 0) out += ',';
    append_field(out, record.common[i]);
  }
  for (const auto column : row_columns_) {
    out += ',';
    append_field(out, record.columns[column]);
  }
  if (row_) {
    row_text_.clear();
    row_->append(row_text_, record);
    out += ',';
    append_cell(out, row_text_);
  }
  out += line_end();
}

}  // namespace admctl::audit
