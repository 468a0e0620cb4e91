// Findings of lint as people, editors, and CI read them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/migrate/lint.hpp"

namespace admctl::commands {

struct LintShown {
  std::string format = "table";  // table, json, github, gcc
  bool allowed = false;          // suppressed ones too
};

// `files` is how many were read. Exit::differences when a finding that is not suppressed is an error or a
// warning.
Report lint_report(std::span<const migrate::LintFinding> findings, std::size_t files, const LintShown& shown);

// All rules.
Report lint_rule_list();

// "2 errors, 1 warning": those not suppressed; "no finding".
std::string describe_findings(std::span<const migrate::LintFinding> findings);

}  // namespace admctl::commands
