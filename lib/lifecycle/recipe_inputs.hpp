// What a recipe takes from the operator, and whether it is right.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/ops/expression.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Conditions of the pack over r and op, for one record: by one query, in their order; NULL is false.
std::vector<bool> evaluate_conditions(pg::Transaction& tx, const ops::OperationFacts& facts,
                                      const platform::Kind& kind, const ops::StateMove& record,
                                      std::span<const std::string> conditions);

// The inputs that the recipe takes for this record.
std::vector<const platform::Input*> inputs_taken(pg::Transaction& tx, const ops::OperationFacts& facts,
                                                 const platform::Kind& kind, const platform::Recipe& recipe,
                                                 const ops::StateMove& record);

// record.given as fit_inputs() returns it; refuses it unless it is what the recipe needs for this record:
// nothing unknown, nothing required missing or blank, every value of its column's type, every check of the
// recipe holding. Throws code::input_unknown, recipe_input_missing, input_invalid, recipe_input_refused.
Object check_recipe_inputs(pg::Transaction& tx, const ops::OperationFacts& facts, const platform::Kind& kind,
                           const platform::Recipe& recipe, ops::StateMove record);

}  // namespace admctl::lifecycle
