// Audit rows as lines of a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lib/audit/record.hpp"

namespace admctl::audit {

// What of the source row stands beside the common fields.
enum class RowShown {
  whole,  // every column
  rest,   // the columns that no common field shows: half the bytes where logged values are most of a row
};

enum class Format {
  // One object per line: the common fields, then "row" with every column of the source.
  jsonl,
  // RFC 4180 with a header: the common fields, then "row.<column>" for every column that no common field shows,
  // or, of several sources, "row" with every column as JSON. NULL is an empty cell, empty text is "".
  csv,
  // One document of the Elastic Common Schema per line.
  ecs,
  // One event of the class Entity Management [3004] of the Open Cybersecurity Schema Framework per line.
  ocsf,
  // An SQLite database: common fields as columns of the table "audit", the jsonl line in its column "raw".
  sqlite,
};
// "jsonl", "csv", "ecs", "ocsf", "sqlite"
std::string_view format_name(Format format);

struct WriterOptions {
  Format format = Format::jsonl;
  // In CSV, text that a spreadsheet would take for a formula gets an apostrophe in front.
  bool csv_safe = false;
  // Of csv: of several sources, whose "row" is JSON. ecs and ocsf have no place for every common field.
  RowShown row = RowShown::whole;
  // Rows of several sources go into one file.
  bool several_sources = false;
  std::string platform = {};  // for ecs and ocsf
  std::string tool = {};      // "admctl 0.1.0"
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // What stands before the first record.
  virtual std::string head() const { return {}; }
  // Appends the record with its line end.
  virtual void append(std::string& out, const Record& record) = 0;
  virtual std::string_view line_end() const { return "\n"; }
};

// Of sqlite: the lines of its column "raw".
std::unique_ptr<RecordWriter> make_writer(const WriterOptions& options, const Source& source);

}  // namespace admctl::audit
