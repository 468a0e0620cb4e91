#include "lib/health/finding.hpp"

#include <algorithm>

#include "lib/core/codes/general.hpp"

namespace admctl::health {

void Findings::ok(std::string what, Object evidence) {
  well_ = Finding{nullptr, Severity::ok, std::move(what), std::move(evidence), {}};
}

Finding& Findings::add(std::string_view name, std::string what, Object evidence, std::string remedy) {
  const auto* rule = find_finding_rule(name);
  if (!rule) throw Error{code::bug, "no rule of findings is named " + std::string{name}};
  found_.push_back({rule, rule->severity, std::move(what), std::move(evidence), std::move(remedy)});
  return found_.back();
}

void Findings::could_not_check(std::string what, const Error& why) {
  what += ": " + why.message();
  Object evidence{{"code", code_name(why.code())}, {"reason", why.message()}};
  add("not-checked", std::move(what), std::move(evidence), why.hint());
  // What may succeed when it is tried again says less than what will not.
  if (!failure_ || failure_->retryable()) failure_ = why;
}

std::vector<Finding> Findings::take() {
  const bool grave =
      std::ranges::any_of(found_, [](const Finding& each) { return each.severity > Severity::info; });
  if (well_ && !grave) found_.insert(found_.begin(), std::move(*well_));
  return std::move(found_);
}

}  // namespace admctl::health
