// The comments with which people let a statement off a rule.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lib/migrate/lint_rule.hpp"
#include "lib/migrate/parser.hpp"

namespace admctl::migrate {

struct Suppression {
  const LintRule* rule = nullptr;  // null when no rule has that name
  std::string name;                // as written
  std::string reason;              // may be empty, which is a finding of its own
  std::size_t offset = 0;          // of the comment, from the beginning of the script
  std::size_t statement = 0;       // the one it stands at; script.statements.size() when none follows
  bool used = false;
};

// All of them, in order.
std::vector<Suppression> find_suppressions(const Script& script);

extern const LintRule suppression_without_reason;
extern const LintRule suppression_unused;
extern const LintRule not_understood;

}  // namespace admctl::migrate
