#include "lib/migrate/step_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace admctl::migrate {
namespace {

bool is_outside(const StatementFacts& facts) {
  return facts.obstacle && facts.obstacle->kind == Obstacle::Kind::outside_transaction;
}

// The enum values that statements of the current transaction have added, to types that are older than it.
class NewValues {
 public:
  void see(const StatementFacts& facts) {
    if (facts.creates_type) fresh_types_.push_back(facts.creates_type->name);
    if (!facts.adds_value) return;
    // Values of a type made in the same transaction may be used at once.
    if (std::ranges::find(fresh_types_, facts.adds_value->type.name) == fresh_types_.end())
      values_.push_back(facts.adds_value->value);
  }
  const std::string* used_by(const StatementFacts& facts, std::string_view statement) const {
    if (facts.adds_value) return nullptr;
    const auto used = std::ranges::find_if(
        values_, [&](const std::string& value) { return mentions_constant(statement, value); });
    return used == values_.end() ? nullptr : &*used;
  }
  void commit() {
    values_.clear();
    fresh_types_.clear();
  }

 private:
  std::vector<std::string> values_;
  std::vector<std::string> fresh_types_;
};

}  // namespace

std::vector<Step> plan_steps(const Script& script, std::size_t first) {
  std::vector<Step> steps;
  NewValues values;
  for (auto i = first; i < script.statements.size(); ++i) {
    const auto& facts = script.facts[i];
    if (script.directives.no_transaction || is_outside(facts)) {
      steps.push_back({i, 1, true});
      values.commit();
      continue;
    }
    const bool uses = values.used_by(facts, script.text(script.statements[i])) != nullptr;
    if (uses) values.commit();
    if (steps.empty() || steps.back().alone || uses) {
      steps.push_back({i, 1, false});
    } else {
      ++steps.back().count;
    }
    values.see(facts);
  }
  return steps;
}

bool is_one_transaction(const Script& script) {
  const auto steps = plan_steps(script);
  return steps.empty() || (steps.size() == 1 && !steps.front().alone);
}

std::string why_several(const Script& script) {
  if (script.directives.no_transaction) return "it asks for no transaction";
  NewValues values;
  for (std::size_t i = 0; i < script.statements.size(); ++i) {
    const auto& facts = script.facts[i];
    if (is_outside(facts)) return facts.obstacle->what + " cannot be in a transaction";
    if (const auto* value = values.used_by(facts, script.text(script.statements[i])))
      return fmt::format("the new enum value '{}' can be used only after a commit", *value);
    values.see(facts);
  }
  return {};
}

}  // namespace admctl::migrate
