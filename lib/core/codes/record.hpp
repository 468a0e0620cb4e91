// Error codes 2xxx: records, operations, plans, invariants, recipes and seeding.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code unknown_kind{2001, Exit::not_found, "the platform has no such kind"};
inline constexpr Code no_such_record{2002, Exit::not_found, "no record has that key"};
inline constexpr Code unknown_state{2003, Exit::usage, "the lifecycle has no such state"};
inline constexpr Code record_moved{2101, Exit::conflict, "the record is not in the expected state"};
inline constexpr Code image_moved{2102, Exit::conflict, "a row changed since the operation that touched it"};
inline constexpr Code move_refused{2103, Exit::refused, "the lifecycle does not allow the move"};
inline constexpr Code guard_refused{2104, Exit::refused, "a guard refused the move"};
inline constexpr Code reason_needed{2105, Exit::usage, "a reason is needed"};
inline constexpr Code not_undoable{2106, Exit::refused, "the operation cannot be undone"};
inline constexpr Code no_such_operation{2107, Exit::not_found, "the ledger has no such operation"};
inline constexpr Code ledger_broken{2108, Exit::verification, "the ledger's hash chain is broken"};
inline constexpr Code not_empty{2109, Exit::refused, "the target already holds rows"};
inline constexpr Code key_reused{2110, Exit::conflict, "the idempotency key belongs to another command"};
inline constexpr Code shared_row{2111, Exit::conflict, "two records of a batch change the same row"};
inline constexpr Code input_missing{2112, Exit::refused, "the move needs a value that was not given"};
inline constexpr Code input_unknown{2113, Exit::usage, "the move takes no such value"};
inline constexpr Code invariant_broken{2114, Exit::refused, "the change would break an invariant"};
inline constexpr Code too_many{2115, Exit::refused, "more records than the limit allows"};
inline constexpr Code approval_needed{2117, Exit::approval_needed, "the plan waits for an approval"};
inline constexpr Code approval_refused{2118, Exit::refused, "the plan cannot be approved so"};
inline constexpr Code plan_moved{2119, Exit::conflict, "a record moved since the plan was made"};
inline constexpr Code input_invalid{2120, Exit::usage, "a value does not fit its column"};
inline constexpr Code bad_protection{2121, Exit::bad_config, "the database's protection is not known"};
inline constexpr Code no_categories{2201, Exit::not_found, "the platform has no categories"};
inline constexpr Code no_generator{2202, Exit::not_found, "the platform has no generator for demo data"};
inline constexpr Code unknown_invariant{2310, Exit::not_found, "the platform has no such invariant"};
inline constexpr Code ambiguous_record{2320, Exit::not_found, "several records begin with that key"};
inline constexpr Code watch_timeout{2321, Exit::wait_timeout, "the record did not get there in time"};
inline constexpr Code secret_column{2322, Exit::refused, "a secret column is not searched or sorted by"};
inline constexpr Code no_such_party{2323, Exit::not_found, "no party has that name"};
inline constexpr Code bad_cursor{2325, Exit::usage, "the cursor belongs to another list"};
inline constexpr Code graphviz_missing{2330, Exit::bad_config,
                                       "Graphviz, which draws pictures, is not installed"};
inline constexpr Code drawing_failed{2331, Exit::failure, "a picture could not be drawn"};
inline constexpr Code recipe_does_not_apply{2340, Exit::refused, "the record is not in the recipe's condition"};
inline constexpr Code recipe_input_missing{2341, Exit::usage, "the recipe needs a value that was not given"};
inline constexpr Code recipe_input_refused{2342, Exit::usage, "a value given to the recipe cannot be right"};
inline constexpr Code recipe_without_effect{2343, Exit::refused, "the recipe finds nothing to write"};
inline constexpr Code unknown_recipe{2344, Exit::not_found, "the platform has no such recipe"};

}  // namespace admctl::code
