// The kinds of findings, each with a stable id, why it matters and what to do.
#pragma once

#include <span>
#include <string_view>

namespace admctl::health {

enum class Severity {
  ok,
  info,     // worth knowing; nothing has to be done
  warning,  // will hurt, or hurts already a little
  error,    // hurts now, or will soon and badly
  unknown,  // it could not be found out
};

// "ok", "info", "warning", "error", "could not check"
std::string_view severity_name(Severity severity);

struct FindingRule {
  std::string_view id;    // "ADM-D070"
  std::string_view name;  // "long-transaction"
  Severity severity;      // what it usually is
  std::string_view summary;
  std::string_view why;
  std::string_view remedy;  // what to do; SQL lines are indented
};

// By id.
std::span<const FindingRule> finding_rules();
// By id ("ADM-D070", "D070") or name; nullptr when there is none.
const FindingRule* find_finding_rule(std::string_view name);

}  // namespace admctl::health
