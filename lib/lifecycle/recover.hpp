// Recipes: short sequences of moves and writes that mend a known condition, as one operation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/lifecycle/record.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/ops/write.hpp"

namespace admctl::lifecycle {

// A recipe of the record's kind.
struct RecipeOffer {
  const platform::Recipe* recipe = nullptr;
  bool applies = false;
  std::vector<const platform::Input*> inputs;  // that it takes for this record
};

struct RecipeOffers {
  std::string record;  // "deal/1042"
  std::string state;
  std::vector<RecipeOffer> offers;  // all recipes of the kind, in the pack's order
};

// Only reads. Throws code::no_such_record, schema_missing.
RecipeOffers offered_recipes(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address);

// The kind's recipe of that name. Throws code::unknown_recipe with suggestions.
const platform::Recipe& find_recipe(const platform::Pack& pack, const platform::Kind& kind,
                                    std::string_view name);

struct RecoverOrder {
  RecordAddress record;
  const platform::Recipe* recipe = nullptr;
  Object given;                                // inputs: name -> text
  std::optional<std::string> expect;           // the state the operator saw
  std::optional<std::string> expect_revision;  // the record's revision that the operator saw
};

// One step of the recipe, as it was taken.
struct StepTaken {
  std::string what;       // "AWAITING_PAYMENT -> FUNDED", "set escrowStatus", "insert transactions"
  std::size_t rows = 0;   // changed by it, without the platform's trail
  bool left_out = false;  // its condition does not hold
};

struct RecoverResult {
  ops::Outcome outcome;
  std::string record;  // "deal/1042"
  std::string from;
  std::string to;        // where the steps left it
  std::string revision;  // of the record as it was found
  std::vector<StepTaken> steps;
  std::vector<std::string> overridden;    // what force, or the recipe's facts, overrode
  std::vector<ops::Violation> mended;     // invariants that the record broke before ...
  std::vector<ops::Violation> remaining;  // ... and that it, or rows it owns, breaks after the recipe
};

// Locks the record and the related rows its guards look at; re-checks what was expected; checks that the recipe
// applies and that its inputs are there and right; then takes all its steps in one operation, moves by the code
// of `transition`, and proves that no invariant is broken that held before. request.force overrides that it
// does not apply, guards and invariants, never an expectation or an input. A dry run does all this and rolls
// back. Throws code::record_moved, recipe_does_not_apply, recipe_input_missing, recipe_input_refused,
// input_unknown, input_invalid, recipe_without_effect, reason_needed (force without a reason), what the moves
// throw, invariant_broken.
RecoverResult recover(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                      const RecoverOrder& order, const ops::WriteOptions& options = {});

// The same inside an operation that is under way, which may write more. A body that is run again begins anew:
// `result` is set to what was done, but for its outcome.
void recover_in(ops::Writer& writer, const RecoverOrder& order, RecoverResult& result);

}  // namespace admctl::lifecycle
