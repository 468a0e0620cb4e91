#pragma once

#include <string>
#include <vector>

#include "lib/audit/record_json.hpp"
#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class JsonlWriter final : public RecordWriter {
 public:
  JsonlWriter(const Source& source, RowShown row);
  void append(std::string& out, const Record& record) override;

 private:
  std::vector<std::string> common_names_;  // what stands before each value
  RowJson row_;
};

}  // namespace admctl::audit
