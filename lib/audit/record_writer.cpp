#include "lib/audit/record_writer.hpp"

#include "lib/audit/csv_writer.hpp"
#include "lib/audit/jsonl_writer.hpp"

namespace admctl::audit {

std::unique_ptr<RecordWriter> make_writer(Format format, bool csv_safe, const Source& source) {
  if (format == Format::csv) return std::make_unique<CsvWriter>(source, csv_safe);
  return std::make_unique<JsonlWriter>(source);
}

}  // namespace admctl::audit
