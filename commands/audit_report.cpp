#include "commands/audit_report.hpp"

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

constexpr std::string_view ledger_note =
    "the platform has no audit table: these are the operations of admctl's own ledger";

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

Row row_of(const audit::Record& record) {
  Row row{Cell::time(parse_time(record.at(audit::Common::time).text))};
  for (std::size_t i = 1; i < audit::common_count; ++i) row.push_back(cell_of(record.common[i]));
  return row;
}

}  // namespace

Report audit_list(const platform::Pack& pack, std::function<void(const audit::TakeRecord&)> records) {
  Table table{{{"time", "TIME"},
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
               {"id", "ID", false, true}},
              {},
              [records = std::move(records)](const RowSink& sink) {
                records([&](const audit::Record& record) { sink(row_of(record)); });
              }};
  auto report = Report::list(std::move(table));
  if (!pack.audit) report.note(std::string{ledger_note});
  return report;
}

Report audit_exported(const audit::ExportResult& result, const std::string& file) {
  Report report;
  if (file == "-") {
    // stdout holds the export and nothing else.
    report.raw = "";
    report.note(fmt::format("{} exported, {} bytes, SHA-256 {}", count_of(result.rows, "row"), result.bytes,
                            result.sha256));
  } else {
    report.fields("export", "",
                  {{"file", "FILE", file},
                   {"rows", "ROWS", result.rows},
                   {"first", "FIRST", Cell::time(parse_time(result.first))},
                   {"last", "LAST", Cell::time(parse_time(result.last))},
                   {"bytes", "BYTES", static_cast<std::int64_t>(result.bytes)},
                   {"sha256", "SHA-256", result.sha256}});
  }
  if (result.from_ledger) report.note(std::string{ledger_note});
  return report.note("secret values are masked");
}

}  // namespace admctl::commands
