// What commands show of a target.
#pragma once

#include "commands/context.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

// As far as it is known without a connection; empty when libpq finds the database by itself.
Cell protection_cell(const Target& target);

// Each setting in effect with where it comes from.
Report origin_report(Context& context, const Target& target);

}  // namespace admctl::commands
