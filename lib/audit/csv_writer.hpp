#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/audit/record_json.hpp"
#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class CsvWriter final : public RecordWriter {
 public:
  CsvWriter(const Source& source, const WriterOptions& options);
  std::string head() const override;
  void append(std::string& out, const Record& record) override;
  std::string_view line_end() const override { return "\r\n"; }

 private:
  void append_field(std::string& out, const Field& field) const;

  bool safe_;
  std::vector<std::string> names_;
  std::vector<std::size_t> row_columns_;
  std::optional<RowJson> row_;  // of several sources
  std::string row_text_;
};

}  // namespace admctl::audit
