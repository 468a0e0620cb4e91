// The target's schema as SQL.
#pragma once

#include <string>

#include "commands/scratch_database.hpp"

namespace admctl::commands {

// By the pg_dump of the embedded server's installation, which `scratch` belongs to. Throws what
// local::dump_schema() throws.
std::string dump_target(Context& context, const ScratchDatabase& scratch);

}  // namespace admctl::commands
