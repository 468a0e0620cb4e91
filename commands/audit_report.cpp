#include "commands/audit_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

Cell cell_of(const audit::Field& field) {
  switch (field.shape) {
    case audit::Field::Shape::absent:
      return {};
    case audit::Field::Shape::text:
      return Cell{field.text};
    case audit::Field::Shape::json:
      break;
  }
  auto value = parse_json(field.text);
  return value.as_string() ? Cell{std::move(value)} : Cell{std::move(value), std::string{field.text}};
}

}  // namespace

std::vector<Column> audit_columns() {
  return {{"time", "TIME"},
          {"source", "SOURCE", false, true},
          {"actor", "ACTOR"},
          {"actorType", "TYPE", false, true},
          {"action", "ACTION"},
          {"resource", "RESOURCE"},
          {"resourceId", "ID OF RESOURCE"},
          {"old", "OLD"},
          {"new", "NEW"},
          {"reason", "REASON"},
          {"ticket", "TICKET", false, true},
          {"operation", "OPERATION", false, true},
          {"id", "ID", false, true}};
}

Row audit_row(const audit::Record& record) {
  Row row{Cell::time(parse_time(record.at(audit::Common::time).text))};
  for (std::size_t i = 1; i < audit::common_count; ++i) row.push_back(cell_of(record.common[i]));
  return row;
}

Report audit_list(std::function<void(const audit::TakeRecord&)> records) {
  return Report::list({audit_columns(), {}, [records = std::move(records)](const RowSink& sink) {
                         records([&](const audit::Record& record) { sink(audit_row(record)); });
                       }});
}

Report audit_exported(const audit::ExportResult& result, const audit::ExportRequest& request,
                      const std::string& file) {
  Report report;
  const auto& manifest = result.manifest;
  if (file == "-") {
    // stdout holds the export and nothing else.
    report.raw = "";
    report.note(fmt::format("{} exported, {} bytes, SHA-256 {}", count_of(result.rows, "row"), result.bytes,
                            result.sha256));
  } else {
    report.fields("export", "",
                  {{"file", "FILE", file},
                   {"files", "FILES", manifest.files.size()},
                   {"rows", "ROWS", result.rows},
                   {"first", "FIRST", Cell::time(parse_time(result.first))},
                   {"last", "LAST", Cell::time(parse_time(result.last))},
                   {"bytes", "BYTES", static_cast<std::int64_t>(result.bytes)},
                   {"sha256", "SHA-256", result.sha256.empty() ? Value{} : Value{result.sha256}},
                   {"root", "MERKLE ROOT", to_hex(manifest.root)}});
  }
  if (result.wrapped && request.cursor)
    report.note(
        "this server has used more than four thousand million transactions: some old rows may come again");
  if (request.redaction.include_secrets) return report.note("secret values are in it as they are");
  const bool commits =
      std::ranges::find(request.redaction.classes, "secret") != request.redaction.classes.end();
  return report.note(commits ? "commitments stand for secret values" : "secret values are masked");
}

}  // namespace admctl::commands
