// Fields and rows as JSON, for the formats that are made of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

// Neither absent nor null.
bool is_given(const Field& field);
// null when absent.
void append_value(std::string& out, const Field& field);
// As a JSON string whatever it is: numbers and documents as their text.
void append_as_text(std::string& out, const Field& field);

// Whether actors have ids: the application's users do, operators of admctl have names.
class ActorIds {
 public:
  explicit ActorIds(const Source& source);
  bool has(const Record& record) const;

 private:
  std::optional<std::size_t> column_;
};

// The source row: {"column": value, ...}
class RowJson {
 public:
  RowJson(const Source& source, RowShown shown);
  void append(std::string& out, const Record& record) const;

 private:
  std::vector<std::string> names_;  // what stands before each value: {"id": ... ,"action":
  std::vector<std::size_t> columns_;
};

// {"name": or ,"name":
std::string member_start(std::string_view name, bool first);

}  // namespace admctl::audit
