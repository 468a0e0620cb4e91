// The target's schema as SQL.
#pragma once

#include <string>

#include "commands/context.hpp"

namespace admctl::commands {

// By the installed pg_dump. Throws what local::dump_schema() throws.
std::string dump_target(Context& context);

}  // namespace admctl::commands
