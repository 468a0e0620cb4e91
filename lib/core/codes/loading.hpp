// Error codes 716x: loading demo data.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code keys_not_restored{7161, Exit::bug, "keys or indexes did not come back as they were"};
inline constexpr Code cannot_rebuild{7162, Exit::refused, "keys and indexes cannot be rebuilt here"};
inline constexpr Code demo_invalid{7163, Exit::verification, "demo data break an invariant of the platform"};
inline constexpr Code parents_missing{7164, Exit::refused, "rows to fill refer to rows that are not there"};
inline constexpr Code numbers_taken{7165, Exit::conflict, "a value of another set of demo data is taken"};

}  // namespace admctl::code
