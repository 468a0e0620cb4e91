// What is particular to the invariants of admarket. That each finds what it is for is proven in
// tests/integration/platforms.
#include <algorithm>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

TEST_CASE("the platform has 25 invariants, each with a sentence and a remedy, and one is a warning") {
  std::vector<std::string> ids;
  std::vector<std::string> warnings;
  for (const auto& invariant : admarket().invariants) {
    ids.push_back(invariant.id);
    if (invariant.severity == platform::Severity::warning) warnings.push_back(invariant.id);
    CAPTURE(invariant.id);
    CHECK((invariant.remedy.find("{record}") != std::string::npos || invariant.remedy.starts_with("admctl ")));
  }
  REQUIRE(ids.size() == 25);
  CHECK(ids.front() == "A01");
  CHECK(ids.back() == "A25");
  CHECK(std::ranges::is_sorted(ids));
  CHECK(warnings == std::vector<std::string>{"A15"});
}

TEST_CASE("a legal history is one that the lifecycle allows, edge by edge") {
  const auto& invariant = *admarket().find_invariant("A13");
  std::set<std::pair<std::string, std::string>> written;
  const auto& sql = invariant.checks.at(0).violated;
  const std::regex line{R"(WHEN '([A-Z_]+)' THEN h\.s IN \(([^)]*)\))"};
  const std::regex name{"'([A-Z_]+)'"};
  for (std::sregex_iterator at{sql.begin(), sql.end(), line}, end; at != end; ++at) {
    const auto targets = (*at)[2].str();
    for (std::sregex_iterator target{targets.begin(), targets.end(), name}; target != end; ++target) {
      written.emplace((*at)[1], (*target)[1]);
    }
  }
  const auto edges = admarket().find_kind("deal")->lifecycle.edges();
  CHECK(written.size() == 61);
  CHECK(written == std::set<std::pair<std::string, std::string>>{edges.begin(), edges.end()});
}

}  // namespace
}  // namespace admctl::test
