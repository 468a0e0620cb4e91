#pragma once

#include <string>
#include <vector>

#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class JsonlWriter final : public RecordWriter {
 public:
  explicit JsonlWriter(const Source& source);
  void begin(std::string&) override {}
  void append(std::string& out, const Record& record) override;

 private:
  // What stands before each value: {"time": ... ,"actor": ...
  std::vector<std::string> common_names_;
  std::vector<std::string> row_names_;
  std::vector<std::size_t> row_columns_;
};

}  // namespace admctl::audit
