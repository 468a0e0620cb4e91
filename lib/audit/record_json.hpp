// Fields and rows as JSON, for the formats that are made of it.
#pragma once

#include <string>
#include <vector>

#include "lib/audit/record.hpp"

namespace admctl::audit {

// null when absent.
void append_value(std::string& out, const Field& field);
// As a JSON string whatever it is: numbers and documents as their text.
void append_as_text(std::string& out, const Field& field);

// The source row: {"column": value, ...}
class RowJson {
 public:
  explicit RowJson(const Source& source);
  void append(std::string& out, const Record& record) const;

 private:
  std::vector<std::string> names_;  // what stands before each value: {"id": ... ,"action":
  std::vector<std::size_t> columns_;
};

// {"name": or ,"name":
std::string member_start(std::string_view name, bool first);

}  // namespace admctl::audit
