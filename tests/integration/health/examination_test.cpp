#include <catch2/catch.hpp>

#include <set>

#include "commands/doctor_checks.hpp"
#include "lib/core/codes/database.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/examine.hpp"

namespace admctl::test {
namespace {

using health::Severity;

class ClockThatIsOff final : public Clock {
 public:
  Time now() const override { return system_clock().now() + std::chrono::minutes{2}; }
};

TEST_CASE("a check that takes too long is ended and reported, and the others are done") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const std::vector<health::Check> checks{
      {"slow", "",
       [](const health::Subject& subject, health::Findings& findings) {
         pg::Transaction tx{subject.session, subject.transaction()};
         tx.query("SELECT pg_sleep(600)");
         findings.ok("never said");
       }},
      {"quick", "", [](const health::Subject&, health::Findings& findings) { findings.ok("done"); }}};
  std::vector<std::string> heard;
  const auto examined = health::examine({session, admarket(), system_clock(), {.statement = Millis{50}}},
                                        checks, [&](std::string_view name) { heard.emplace_back(name); });
  REQUIRE(examined.size() == 2);
  REQUIRE(examined[0].failure.has_value());
  CHECK(examined[0].failure->code() == code::statement_timeout);
  CHECK(examined[0].findings.front().severity == Severity::unknown);
  CHECK(examined[0].findings.front().rule->id == "ADM-D001");
  CHECK(examined[1].findings.front().what == "done");
  CHECK(heard == std::vector<std::string>{"slow", "quick"});
}

TEST_CASE("clocks that are apart are a finding with the direction") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const ClockThatIsOff clock;
  auto checks = health::server_checks();
  std::erase_if(checks, [](const health::Check& check) { return check.name != "clock"; });
  const auto examined = health::examine({session, admarket(), clock}, checks);
  const auto finding = finding_named(examined.front().findings, "clock-skew");
  CHECK(finding.what.find("behind this machine's") != std::string::npos);
  CHECK(*finding.evidence.find("skewMs")->as_int() < -110'000);
}

TEST_CASE("every kind of finding has an id and a name of its own, and says why and what to do") {
  std::set<std::string_view> seen;
  for (const auto& rule : health::finding_rules()) {
    CAPTURE(rule.id);
    CHECK(seen.insert(rule.id).second);
    CHECK(seen.insert(rule.name).second);
    CHECK(rule.id.starts_with("ADM-D"));
    CHECK_FALSE(rule.summary.empty());
    CHECK_FALSE(rule.why.empty());
    CHECK_FALSE(rule.remedy.empty());
    CHECK(health::find_finding_rule(rule.id) == &rule);
    CHECK(health::find_finding_rule(rule.name) == &rule);
  }
  CHECK(health::find_finding_rule("d070") == health::find_finding_rule("long-transaction"));
  CHECK(health::find_finding_rule("nonsense") == nullptr);
}

TEST_CASE("a sound database gives no warning, and every check says something") {
  const TestDatabase database{Template::seeded};
  for (const auto& check : commands::doctor_checks()) {
    const auto findings = findings_of(database.conninfo(), check.name);
    CAPTURE(check.name);
    REQUIRE_FALSE(findings.empty());
    for (const auto& finding : findings) {
      CAPTURE(finding.what);
      CHECK_FALSE(finding.what.empty());
      CHECK(finding.severity <= Severity::info);
    }
  }
}

TEST_CASE("a database of something else is told from a broken one") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE unrelated (id int)");
  const auto privileges = finding_named(findings_of(database.conninfo(), "privileges"), "tables-missing");
  CHECK(privileges.what.find("none of the tables of platform ") == 0);
  for (const auto* check : {"migrations", "drift", "pack"}) {
    CAPTURE(check);
    CHECK(names_of(findings_of(database.conninfo(), check)) == std::vector<std::string>{"left-out"});
  }
  CHECK(findings_of(database.conninfo(), "ledger").front().what.find("no ledger") == 0);
}

}  // namespace
}  // namespace admctl::test
