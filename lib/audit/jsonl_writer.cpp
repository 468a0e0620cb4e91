#include "lib/audit/jsonl_writer.hpp"

#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

std::string member(std::string_view name, bool first) {
  std::string out = first ? "{" : ",";
  append_json_string(out, name);
  return out + ':';
}

void append_value(std::string& out, const Field& field) {
  switch (field.shape) {
    case Field::Shape::absent:
      out += "null";
      break;
    case Field::Shape::text:
      append_json_string(out, field.text);
      break;
    case Field::Shape::json:
      out += field.text;
      break;
  }
}

}  // namespace

JsonlWriter::JsonlWriter(const Source& source) {
  for (std::size_t i = 0; i < common_count; ++i)
    common_names_.push_back(member(common_name(static_cast<Common>(i)), i == 0));
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    if (!source.columns[i].in_row) continue;
    row_names_.push_back(member(source.columns[i].name, row_names_.empty()));
    row_columns_.push_back(i);
  }
}

void JsonlWriter::append(std::string& out, const Record& record) {
  for (std::size_t i = 0; i < common_count; ++i) {
    out += common_names_[i];
    append_value(out, record.common[i]);
  }
  out += ",\"row\":";
  for (std::size_t i = 0; i < row_columns_.size(); ++i) {
    out += row_names_[i];
    append_value(out, record.columns[row_columns_[i]]);
  }
  out += "}}\n";
}

}  // namespace admctl::audit
