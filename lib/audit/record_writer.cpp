#include "lib/audit/record_writer.hpp"

#include "lib/audit/csv_writer.hpp"
#include "lib/audit/ecs_writer.hpp"
#include "lib/audit/jsonl_writer.hpp"
#include "lib/audit/ocsf_writer.hpp"

namespace admctl::audit {

std::string_view format_name(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::ecs:
      return "ecs";
    case Format::ocsf:
      return "ocsf";
    case Format::sqlite:
      return "sqlite";
    case Format::jsonl:
      break;
  }
  return "jsonl";
}

std::unique_ptr<RecordWriter> make_writer(const WriterOptions& options, const Source& source) {
  switch (options.format) {
    case Format::csv:
      return std::make_unique<CsvWriter>(source, options);
    case Format::ecs:
      return std::make_unique<EcsWriter>(source, options);
    case Format::ocsf:
      return std::make_unique<OcsfWriter>(source, options);
    case Format::jsonl:
    case Format::sqlite:
      break;
  }
  return std::make_unique<JsonlWriter>(source, options.row);
}

}  // namespace admctl::audit
