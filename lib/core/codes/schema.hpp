// Error codes 31xx: looking at a live schema.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code no_such_table{3101, Exit::not_found, "the schema has no such table"};
inline constexpr Code no_such_schema{3102, Exit::not_found, "the database has no such schema, or it is empty"};

}  // namespace admctl::code
