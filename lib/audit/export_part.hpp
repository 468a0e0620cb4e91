// One file of an export, or the stream that takes its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lib/audit/compression.hpp"
#include "lib/audit/record_batch.hpp"
#include "lib/audit/record_writer.hpp"
#include "lib/core/output_file.hpp"

namespace admctl::audit {

using ByteSink = std::function<void(std::string_view bytes)>;

class ExportPart {
 public:
  virtual ~ExportPart() = default;
  // Records [from, to) of the batch.
  virtual void write(const RecordBatch& batch, std::size_t from, std::size_t to) = 0;
  // How large the file is so far; with compression what is still inside the compressor is not counted.
  virtual std::uint64_t bytes() const = 0;
  // Ends the file, makes it durable under its temporary name and returns its SHA-256, lower-case hex.
  virtual std::string finish() = 0;
  // Gives it its name. Throws code::export_failed.
  virtual void commit() = 0;
};

// `head` stands before the first record.
std::unique_ptr<ExportPart> make_stream_part(ByteSink sink, Compression compression, std::string_view head);
// Throws code::export_failed, here and in all functions.
std::unique_ptr<ExportPart> make_file_part(const std::filesystem::path& path, Existing existing,
                                           Compression compression, std::string_view head);
// A table "audit" with the common fields, the source row as JSON, and the line of format jsonl in "raw";
// indexed by time, actor, action, resource and operation.
std::unique_ptr<ExportPart> make_sqlite_part(const std::filesystem::path& path, Existing existing);

}  // namespace admctl::audit
