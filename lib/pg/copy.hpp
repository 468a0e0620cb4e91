// COPY in and out, in portions, with constant memory.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "lib/pg/session.hpp"

namespace admctl::pg {

// Runs `COPY (query) TO STDOUT` with `options` ("WITH (FORMAT csv)" or "") and hands over each data message:
// one row with its newline in text and csv format. `query` must be complete: COPY takes no parameters, so
// values in it must have been quoted by quote_literal.
void copy_out(Transaction& tx, std::string_view query, std::string_view options,
              const std::function<void(std::string_view)>& row);

// A literal for places where no parameter is possible (COPY, DDL). Prefer bound parameters everywhere else.
std::string quote_literal(Transaction& tx, std::string_view text);

// COPY table (columns) FROM STDIN with `options`: "" for rows in text format, "WITH (FORMAT binary)".
class CopyIn {
 public:
  CopyIn(Transaction& tx, std::string_view table, std::span<const std::string> columns,
         std::string_view options = {});
  // Ends the COPY with an error unless finish() was called, so that nothing half-loaded can commit.
  ~CopyIn();
  CopyIn(const CopyIn&) = delete;
  CopyIn& operator=(const CopyIn&) = delete;

  // Bytes of the format that the options name; rows need not be complete.
  void write(std::string_view bytes);
  // Ends the COPY; returns the number of rows loaded.
  std::size_t finish();

 private:
  Transaction& tx_;
  bool open_ = true;
};

// Appends one field in COPY text format, without separator. NULL is written as \N by the caller.
void append_copy_field(std::string& line, std::string_view text);

}  // namespace admctl::pg
