#include "lib/audit/record.hpp"

#include <algorithm>

#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

constexpr std::array<std::string_view, 4> metadata_members{"operator", "reason", "ticket", "operation"};
constexpr std::array metadata_fields{Common::actor, Common::reason, Common::ticket, Common::operation};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "YYYY-MM-DD HH:MM:SS"
bool is_plain_time(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00 00:00:00";
  if (text.size() < shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

}  // namespace

void append_rfc3339(std::string& out, std::string_view timestamp) {
  constexpr std::size_t seconds_end = 19;
  auto rest = timestamp;
  if (rest.ends_with("+00")) rest.remove_suffix(3);
  const auto fraction = rest.size() > seconds_end + 1 ? rest.substr(seconds_end + 1) : std::string_view{};
  const bool has_fraction = is_digits(fraction) && rest[seconds_end] == '.' && fraction.size() <= 6;
  if (!is_plain_time(rest) || (rest.size() != seconds_end && !has_fraction)) {
    out += timestamp;
    return;
  }
  out += rest.substr(0, 10);
  out += 'T';
  out += rest.substr(11, 8);
  out += '.';
  out += fraction;
  const std::size_t width = fraction.size() > 3 ? 6 : 3;
  out.append(width - fraction.size(), '0');
  out += 'Z';
}

RecordReader::RecordReader(const Source& source, const Redaction& redaction)
    : source_{source}, redaction_{redaction}, buffers_(source.columns.size()) {
  for (const auto& column : source.columns) {
    treatments_.push_back(column.in_row ? redaction.of_column(source.table, column.name) : Treatment::keep);
    append_pointer(pointers_.emplace_back(), column.name);
  }
  record_.columns.resize(source.columns.size());
  rules_.treatment = [this](std::string_view name, int depth) {
    return redaction_.of_member(table_of_members_, name, depth);
  };
  rules_.commit = [this](std::string& out, std::string_view pointer, std::string_view value) {
    append_json_string(out, commitment(pointers_[column_of_members_] + std::string{pointer}, value));
  };
}

const Record& RecordReader::read(std::span<const std::optional<std::string_view>> fields) {
  const auto text_of = [&](Common field) {
    const auto column = source_.column_of(field);
    return column && fields[*column] ? *fields[*column] : std::string_view{};
  };
  key_ = text_of(Common::id);
  resource_ = text_of(Common::resource);
  of_values_ = redaction_.of_values(resource_, text_of(Common::resource_id));
  for (std::size_t i = 0; i < source_.columns.size(); ++i) {
    record_.columns[i] = fields[i] ? convert(i, *fields[i]) : Field{};
  }
  find_common();
  return record_;
}

Field RecordReader::convert(std::size_t column, std::string_view text) {
  auto treatment = treatments_[column];
  if (source_.columns[column].holds_values && text != "null") treatment = std::max(treatment, of_values_);
  return treatment == Treatment::keep ? plain(column, text) : replaced(column, treatment, text);
}

Field RecordReader::replaced(std::size_t column, Treatment treatment, std::string_view text) {
  if (treatment == Treatment::mask) return {Field::Shape::text, redacted};
  auto& buffer = buffers_[column];
  std::string value;
  if (source_.columns[column].type == ColumnType::json) {
    append_compact_json(value, text);
  } else {
    const auto field = plain(column, text);
    if (field.shape == Field::Shape::text)
      append_json_string(value, field.text);
    else
      value = field.text;
  }
  if (value == "null") return {Field::Shape::json, "null"};
  buffer = commitment(pointers_[column], value);
  return {Field::Shape::text, buffer};
}

std::string RecordReader::commitment(std::string_view pointer, std::string_view value) const {
  return commitment_of(opening_of(redaction_.salt(), {source_.table, key_, pointer}), value);
}

Field RecordReader::plain(std::size_t column, std::string_view text) {
  const auto& about = source_.columns[column];
  auto& buffer = buffers_[column];
  switch (about.type) {
    case ColumnType::text:
      return {Field::Shape::text, text};
    case ColumnType::number:
      return number(text);
    case ColumnType::boolean:
      return {Field::Shape::json, text == "t" ? "true" : "false"};
    case ColumnType::timestamp:
      buffer.clear();
      append_rfc3339(buffer, text);
      return {Field::Shape::text, buffer};
    case ColumnType::json:
      buffer.clear();
      // What was logged beside the values may stem from any table.
      table_of_members_ = about.holds_values ? resource_ : std::string_view{};
      column_of_members_ = column;
      append_compact_json(buffer, text, rules_);
      return {Field::Shape::json, buffer};
  }
  return {};
}

// JSON has no word for NaN and Infinity.
Field RecordReader::number(std::string_view text) const {
  const bool plain = !text.empty() && is_digit(text.back());
  return {plain ? Field::Shape::json : Field::Shape::text, text};
}

void RecordReader::find_common() {
  for (std::size_t i = 0; i < common_count; ++i) {
    const auto column = source_.common[i];
    record_.common[i] = column ? record_.columns[*column] : Field{};
  }
  if (!source_.metadata) return;
  const auto& metadata = record_.columns[*source_.metadata];
  if (metadata.shape != Field::Shape::json) return;
  std::array<std::string_view, metadata_members.size()> found;
  find_members(metadata.text, metadata_members, found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto& field = record_.common[static_cast<std::size_t>(metadata_fields[i])];
    // An operator of admctl who has no account in the application stands in the metadata alone.
    if (field.shape == Field::Shape::absent && !found[i].empty() && found[i] != "null") {
      field = {Field::Shape::json, found[i]};
    }
  }
}

}  // namespace admctl::audit
