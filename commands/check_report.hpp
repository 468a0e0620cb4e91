// What `check` answers.
#pragma once

#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/ops/check.hpp"

namespace admctl::commands {

// One row for each invariant; `samples` are objects for machines. Ends with Exit::differences when something is
// violated, with Exit::try_again when something could not be checked.
Report database_check_report(const std::vector<ops::CheckOutcome>& outcomes);

// One row for each problem of a record, which is written as the operator wrote it.
Report record_check_report(const std::vector<ops::Violation>& violations, const std::string& record);

}  // namespace admctl::commands
