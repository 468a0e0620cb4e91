// The audit rows of one moment, as a stream or a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "lib/audit/audit_filter.hpp"
#include "lib/audit/record_writer.hpp"
#include "lib/core/output_file.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct ExportRequest {
  Filter filter;
  Format format = Format::jsonl;
  // In CSV, text that a spreadsheet would take for a formula gets an apostrophe in front.
  bool csv_safe = false;
  // Told how many rows are done; may throw to end the export.
  std::function<void(std::size_t rows)> progress = [](std::size_t) {};
};

struct ExportResult {
  std::size_t rows = 0;
  std::string first;  // times of the first and the last row, empty without rows
  std::string last;
  std::uint64_t bytes = 0;
  std::string sha256;  // of the bytes, lower-case hex
  bool from_ledger = false;
};

using ByteSink = std::function<void(std::string_view bytes)>;

// Hands over the rows in time order, the key breaking ties, in portions of some hundred kilobytes: constant
// memory. One REPEATABLE READ READ ONLY transaction, so that they are the rows of one snapshot. Secrets are
// masked. Whatever the sink throws ends the export.
ExportResult export_rows(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const ByteSink& sink);

// Into a file that is there whole or not at all (OutputFile). Throws code::export_failed.
ExportResult export_file(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const std::filesystem::path& path, Existing existing);

}  // namespace admctl::audit
