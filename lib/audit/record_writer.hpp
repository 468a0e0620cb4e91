// Audit rows as lines of a file.
#pragma once

#include <memory>
#include <string>

#include "lib/audit/record.hpp"

namespace admctl::audit {

enum class Format {
  // One object per line: the common fields, then "row" with every column of the source.
  jsonl,
  // RFC 4180 with a header: the common fields, then "row.<column>" for every column that no common field shows.
  // NULL is
  // an empty cell, empty text is "".
  csv,
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // What stands before the first row.
  virtual void begin(std::string& out) = 0;
  virtual void append(std::string& out, const Record& record) = 0;
};

// With `csv_safe`, CSV cells that begin like a formula get an apostrophe in front.
std::unique_ptr<RecordWriter> make_writer(Format format, bool csv_safe, const Source& source);

}  // namespace admctl::audit
