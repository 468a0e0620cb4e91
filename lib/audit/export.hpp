// The audit rows of one moment, as a stream or as files with a manifest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/audit_filter.hpp"
#include "lib/audit/compression.hpp"
#include "lib/audit/export_cursor.hpp"
#include "lib/audit/export_part.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/audit/record_writer.hpp"
#include "lib/core/output_file.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct ExportRequest {
  Filter filter;
  std::vector<SourceKind> sources;  // empty: all that the platform has
  Format format = Format::jsonl;
  // In CSV, text that a spreadsheet would take for a formula gets an apostrophe in front.
  bool csv_safe = false;
  RowShown row = RowShown::whole;
  Compression compression = Compression::none;
  RedactionRequest redaction;
  // A file ends before it would have more; 0: no limit. A single record may be larger than the limit of bytes,
  // and compressed files may exceed it by some hundred kilobytes.
  std::uint64_t max_file_rows = 0;
  std::uint64_t max_file_bytes = 0;
  // An incremental export: only rows that the one before, if there was one, has not seen.
  bool incremental = false;
  std::optional<ExportCursor> cursor;
  // How many connections may read a large table.
  int connections = 2;
  std::string tool = "admctl";  // "admctl 0.1.0"
  std::string created;          // RFC 3339
  // Told how many rows are done; may throw to end the export.
  std::function<void(std::size_t rows)> progress = [](std::size_t) {};
};

struct ExportResult {
  std::size_t rows = 0;
  std::string first;  // times of the first and the last row, empty without rows
  std::string last;
  std::uint64_t bytes = 0;  // of all files
  std::string sha256;       // of the bytes, lower-case hex; empty when there are several files
  Manifest manifest;
  // What the next incremental export starts from; of incremental exports only.
  std::optional<ExportCursor> cursor;
  // Transaction ids have wrapped: rows that are older than that may be exported again by an incremental export.
  bool wrapped = false;
};

// Hands over the rows of all sources in time order, their source and key breaking ties, in portions of some
// hundred kilobytes: constant memory. All rows are of the snapshot of one REPEATABLE READ READ ONLY
// transaction, which the connections that it opens share. Whatever the sink throws ends the export. Throws as
// find_sources(), condition() and unseen_rows() do; code::bad_export_cursor when the cursor is of another
// export; code::usage for formats that cannot be streamed or split.
ExportResult export_rows(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const ByteSink& sink);

// Told when everything is written under temporary names, before anything takes its name; what it throws leaves
// no file behind.
using BeforeNaming = std::function<void(const ExportResult&)>;

// Into files that are there whole or not at all: PATH, or PATH with -0001, -0002 ... before its first dot when
// there is a limit. Throws code::export_failed.
ExportResult export_file(
    pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
    const std::filesystem::path& path, Existing existing,
    const BeforeNaming& before_naming = [](const ExportResult&) {});

// "audit.jsonl.zst" -> "audit-0001.jsonl.zst"
std::filesystem::path part_path(const std::filesystem::path& path, std::size_t number);

}  // namespace admctl::audit
