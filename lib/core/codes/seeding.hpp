// Error codes 71xx from 7102: seeding.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code never_seeded{7102, Exit::refused, "the target is protected: it is never seeded"};
inline constexpr Code category_in_use{7103, Exit::refused, "a category that was to be removed is still used"};
inline constexpr Code categories_moved{7104, Exit::conflict, "the rows changed since the plan was shown"};
inline constexpr Code category_ambiguous{7105, Exit::refused, "two rows have the same natural key"};
inline constexpr Code unknown_categories{7106, Exit::not_found, "the platform has no such list of categories"};
inline constexpr Code bad_categories{7107, Exit::usage, "a file of categories is not valid"};
inline constexpr Code never_planted{7109, Exit::not_found, "the scenario was not planted in this database"};

}  // namespace admctl::code
