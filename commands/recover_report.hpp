// How recoveries are shown: the recipes that apply, the plan that is asked about, and what was done.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "commands/changes.hpp"
#include "lib/core/report.hpp"
#include "lib/lifecycle/recover.hpp"

namespace admctl::commands {

// A list: recipe, title, applies, inputs, why.
Report offers_report(const lifecycle::RecipeOffers& offers, bool all);

// Rows changed by the steps, without the platform's trail.
std::size_t written_rows(const lifecycle::RecoverResult& plan);
// The plan, line by line, for people.
std::vector<std::string> plan_lines(const platform::Pack& pack, const lifecycle::RecoverOrder& order,
                                    const lifecycle::RecoverResult& plan);

// Sections: recover, steps, changes, problems. Notes: what was overridden, what is left to do.
Report recover_report(const platform::Pack& pack, const lifecycle::RecoverOrder& order,
                      const lifecycle::RecoverResult& result);
// Of an operation whose --key was applied before.
Report replayed_report(const platform::Pack& pack, const ops::Outcome& outcome);

}  // namespace admctl::commands
