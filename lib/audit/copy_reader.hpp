// Rows of COPY ... TO STDOUT in text format, taken apart.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::audit {

class CopyReader {
 public:
  // Absent: NULL.
  using Field = std::optional<std::string_view>;

  // The fields of one row, with or without its newline. They are valid until the next call, as long as `line`
  // is.
  std::span<const Field> read(std::string_view line);

 private:
  std::string unescaped_;
  std::vector<Field> fields_;
};

}  // namespace admctl::audit
