// What an examination found, for people and machines.
#pragma once

#include <vector>

#include "lib/core/report.hpp"
#include "lib/health/examination.hpp"

namespace admctl::commands {

// Its exit is that of what could not be checked, else Exit::differences when there is a warning or an error.
Report doctor_report(const std::vector<health::Examined>& examined);

}  // namespace admctl::commands
