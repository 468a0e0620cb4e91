#include "commands/explanations.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/exit_codes.hpp"
#include "lib/core/remedies.hpp"
#include "lib/core/text.hpp"
#include "lib/health/finding_rule.hpp"
#include "lib/migrate/lint_rule.hpp"
#include "lib/ops/pack_rule.hpp"

namespace admctl::commands {
namespace {

std::vector<Explanation> collect() {
  std::vector<Explanation> all;
  for (const auto& code : all_codes()) {
    all.push_back({code_name(code),
                   {},
                   "error",
                   {},
                   std::string{code.summary},
                   fmt::format("Exit {}: {}.", static_cast<int>(code.exit), meaning_of(code.exit)),
                   std::string{remedy_of(code)},
                   code.exit,
                   {}});
  }
  for (const auto* rule : migrate::lint_rules()) {
    all.push_back({std::string{rule->id}, std::string{rule->name}, "migrate lint",
                   std::string{migrate::severity_name(rule->severity)}, std::string{rule->summary},
                   std::string{rule->why}, std::string{rule->rewrite}, std::nullopt,
                   fmt::format("to let one statement off: -- admctl:allow {}: the reason", rule->name)});
  }
  for (const auto& rule : ops::pack_rules()) {
    all.push_back({std::string{rule.id},
                   std::string{rule.name},
                   "platform lint",
                   rule.severity == platform::Severity::error ? "error" : "warning",
                   std::string{rule.summary},
                   std::string{rule.why},
                   std::string{rule.remedy},
                   std::nullopt,
                   {}});
  }
  for (const auto& rule : health::finding_rules()) {
    all.push_back({std::string{rule.id},
                   std::string{rule.name},
                   "doctor",
                   std::string{health::severity_name(rule.severity)},
                   std::string{rule.summary},
                   std::string{rule.why},
                   std::string{rule.remedy},
                   std::nullopt,
                   {}});
  }
  return all;
}

}  // namespace

std::span<const Explanation> explanations() {
  static const std::vector<Explanation> all = collect();
  return all;
}

const Explanation* find_explanation(std::string_view name) {
  const auto wanted = to_lower(name);
  const auto all = explanations();
  const auto it = std::ranges::find_if(all, [&](const Explanation& each) {
    const auto id = to_lower(each.id);
    return wanted == id || "adm-" + wanted == id || (!each.name.empty() && wanted == each.name);
  });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace admctl::commands
