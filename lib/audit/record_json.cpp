#include "lib/audit/record_json.hpp"

#include "lib/core/json_text.hpp"

namespace admctl::audit {

std::string member_start(std::string_view name, bool first) {
  std::string out = first ? "{" : ",";
  append_json_string(out, name);
  return out + ':';
}

bool is_given(const Field& field) { return field.shape != Field::Shape::absent && field.text != "null"; }

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

void append_as_text(std::string& out, const Field& field) {
  if (field.shape == Field::Shape::json && field.text.starts_with('"'))
    out += field.text;
  else
    append_json_string(out, field.text);
}

ActorIds::ActorIds(const Source& source) {
  if (source.kind != SourceKind::ledger) column_ = source.column_of(Common::actor);
}

bool ActorIds::has(const Record& record) const { return column_ && is_given(record.columns[*column_]); }

RowJson::RowJson(const Source& source, RowShown shown) {
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    if (!source.columns[i].in_row || (shown == RowShown::rest && source.is_common(i))) continue;
    names_.push_back(member_start(source.columns[i].name, names_.empty()));
    columns_.push_back(i);
  }
}

void RowJson::append(std::string& out, const Record& record) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out += names_[i];
    append_value(out, record.columns[columns_[i]]);
  }
  out += columns_.empty() ? "{}" : "}";
}

}  // namespace admctl::audit
