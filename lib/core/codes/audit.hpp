// Error codes 6xxx: audit.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code export_failed{6001, Exit::failure, "the export could not be written"};

}  // namespace admctl::code
