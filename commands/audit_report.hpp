// How audit rows and exports look in reports.
#pragma once

#include <functional>
#include <string>

#include "lib/audit/export.hpp"
#include "lib/audit/list.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

// `records` hands over the rows when the report is rendered.
Report audit_list(const platform::Pack& pack, std::function<void(const audit::TakeRecord&)> records);
// "-" is standard output.
Report audit_exported(const audit::ExportResult& result, const std::string& file);

}  // namespace admctl::commands
