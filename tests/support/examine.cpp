#include "tests/support/examine.hpp"

#include <stdexcept>

#include "commands/doctor_checks.hpp"
#include "lib/core/clock.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {

std::vector<health::Finding> findings_of(const pg::Conninfo& where, std::string_view check,
                                         const health::Limits& limits) {
  auto session = pg::Session::open(where, "test of doctor");
  std::vector<health::Check> checks;
  for (auto& each : commands::doctor_checks()) {
    if (each.name == check) checks.push_back(std::move(each));
  }
  if (checks.size() != 1) throw std::runtime_error{"no check is named " + std::string{check}};
  return health::examine({session, admarket(), system_clock(), limits}, checks).front().findings;
}

std::vector<std::string> names_of(const std::vector<health::Finding>& findings) {
  std::vector<std::string> names;
  for (const auto& finding : findings) {
    if (finding.rule) names.emplace_back(finding.rule->name);
  }
  return names;
}

health::Finding finding_named(const std::vector<health::Finding>& findings, std::string_view rule) {
  std::string said;
  for (const auto& finding : findings) {
    if (finding.rule && finding.rule->name == rule) return finding;
    said += "\n" + finding.what;
  }
  throw std::runtime_error{"no finding " + std::string{rule} + " among:" + said};
}

}  // namespace admctl::test
