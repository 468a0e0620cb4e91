// The checks of doctor that need more than one domain of the library.
#pragma once

#include <vector>

#include "lib/health/examination.hpp"

namespace admctl::commands {

// Seals, migrations, drift and the pack, to come after those of health::server_checks().
std::vector<health::Check> platform_checks();

// All of them, in order.
std::vector<health::Check> doctor_checks();

// True when this is not the platform's database; it is then a finding.
bool is_foreign(const health::Subject& subject, health::Findings& findings);

void check_migrations(const health::Subject& subject, health::Findings& findings);
void check_drift(const health::Subject& subject, health::Findings& findings);

}  // namespace admctl::commands
