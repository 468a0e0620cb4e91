// How audit rows and exports look in reports.
#pragma once

#include <functional>
#include <string>

#include "lib/audit/export.hpp"
#include "lib/audit/list.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

std::vector<Column> audit_columns();
Row audit_row(const audit::Record& record);

// `records` hands over the rows when the report is rendered.
Report audit_list(std::function<void(const audit::TakeRecord&)> records);
// "-" is standard output.
Report audit_exported(const audit::ExportResult& result, const audit::ExportRequest& request,
                      const std::string& file);

}  // namespace admctl::commands
