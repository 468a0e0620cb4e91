#pragma once

#include <string>
#include <vector>

#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class CsvWriter final : public RecordWriter {
 public:
  CsvWriter(const Source& source, bool safe);
  void begin(std::string& out) override;
  void append(std::string& out, const Record& record) override;

 private:
  void append_field(std::string& out, const Field& field) const;

  bool safe_;
  std::vector<std::string> names_;
  std::vector<std::size_t> row_columns_;
};

}  // namespace admctl::audit
