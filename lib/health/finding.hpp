// What an examination of a database finds. Findings are data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/core/value.hpp"
#include "lib/health/finding_rule.hpp"

namespace admctl::health {

struct Finding {
  // nullptr for what was found to be well (Severity::ok).
  const FindingRule* rule = nullptr;
  Severity severity = Severity::ok;
  std::string what;    // a sentence without full stop
  Object evidence;     // the numbers and names behind it
  std::string remedy;  // a command or SQL to paste; empty when there is none
};

// What one check found. A check tells what is well with ok(), what is not with add(), and what it cannot see
// with could_not_check(): the last two end what ok() said.
class Findings {
 public:
  // What is well, with the facts that say so. The last call counts.
  void ok(std::string what, Object evidence = {});
  // `name` is that of a rule; an unknown one is a bug. `severity` stands in for the rule's own.
  Finding& add(std::string_view name, std::string what, Object evidence = {}, std::string remedy = {});
  // Part of the check, or all of it, and why it could not be done. Not the same as well.
  void could_not_check(std::string what, const Error& why);

  // In order, that of ok() first; it is left out when something graver than information was found.
  std::vector<Finding> take();
  // Of could_not_check().
  const std::optional<Error>& failure() const { return failure_; }

 private:
  std::optional<Finding> well_;
  std::vector<Finding> found_;
  std::optional<Error> failure_;
};

}  // namespace admctl::health
