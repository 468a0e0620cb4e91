// What 'seed scenario' answers.
#pragma once

#include "lib/core/report.hpp"
#include "lib/seed/scenario.hpp"
#include "lib/seed/scenario_verify.hpp"

namespace admctl::commands {

// The records, what to look for, what to check before the recovery, and its commands.
Report planted_report(const platform::Pack& pack, const seed::Planted& planted);
// Record by record what remains. Its exit is Exit::differences when anything does.
Report verification_report(const platform::Pack& pack, const seed::Verification& verification);

}  // namespace admctl::commands
