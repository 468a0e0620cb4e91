// One audit row as it leaves lib: common fields and the source row, redacted.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/audit_source.hpp"
#include "lib/audit/json_scan.hpp"
#include "lib/audit/redaction.hpp"

namespace admctl::audit {

// A value on its way out.
struct Field {
  enum class Shape {
    absent,
    text,
    json,  // one line of JSON: a number, true, false, or a document
  };
  Shape shape = Shape::absent;
  std::string_view text;
};

struct Record {
  std::array<Field, common_count> common;
  std::vector<Field> columns;  // of the source, in its order

  const Field& at(Common field) const { return common[static_cast<std::size_t>(field)]; }
};

class RecordReader {
 public:
  // Both must outlive the reader.
  RecordReader(const Source& source, const Redaction& redaction);

  // `fields` are the source's columns as PostgreSQL writes them. The record is valid until the next call, as
  // long as `fields` are.
  const Record& read(std::span<const std::optional<std::string_view>> fields);

 private:
  Field convert(std::size_t column, std::string_view text);
  Field plain(std::size_t column, std::string_view text);
  Field replaced(std::size_t column, Treatment treatment, std::string_view text);
  Field number(std::string_view text) const;
  std::string commitment(std::string_view pointer, std::string_view value) const;
  void find_common();

  const Source& source_;
  const Redaction& redaction_;
  std::vector<Treatment> treatments_;  // per column
  std::vector<std::string> pointers_;  // per column
  std::vector<std::string> buffers_;   // per column, for what is not passed through
  std::string_view key_;
  std::string_view resource_;
  std::string_view table_of_members_;
  std::size_t column_of_members_ = 0;
  Treatment of_values_ = Treatment::keep;
  MemberRules rules_;
  Record record_;
};

// "2026-02-16 12:00:00.5" and "2026-02-16 12:00:00.5+00" become "2026-02-16T12:00:00.500Z", with six digits
// where three do not do. What has no such form (infinity, years before Christ) is appended as it is.
void append_rfc3339(std::string& out, std::string_view timestamp);

}  // namespace admctl::audit
