// The invariants of admarket: each finds what it is for, and nothing on clean data.
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/invariants.hpp"
#include "tests/integration/check/breakages.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

// Undoes what `body` did to the database.
template <typename Body>
void rolled_back(pg::Transaction& tx, Body body) {
  tx.query("SAVEPOINT here");
  body();
  tx.query("ROLLBACK TO SAVEPOINT here");
}

std::string violated_ids(pg::Transaction& tx) {
  std::vector<std::string> ids;
  for (const auto& invariant : admarket().invariants) {
    if (ops::check_invariant(tx, admarket(), invariant, 0).count > 0) ids.push_back(invariant.id);
  }
  return join(ids, " ");
}

TEST_CASE("the platform has 25 invariants, each with a sentence and a remedy, and one is a warning") {
  std::vector<std::string> ids;
  std::vector<std::string> warnings;
  for (const auto& invariant : admarket().invariants) {
    ids.push_back(invariant.id);
    if (invariant.severity == platform::Severity::warning) warnings.push_back(invariant.id);
    CAPTURE(invariant.id);
    CHECK(invariant.sentence.ends_with('.'));
    CHECK((invariant.remedy.find("{record}") != std::string::npos || invariant.remedy.starts_with("admctl ")));
    for (const auto& check : invariant.checks) CHECK_FALSE(check.what.empty());
  }
  REQUIRE(ids.size() == 25);
  CHECK(ids.front() == "A01");
  CHECK(ids.back() == "A25");
  CHECK(std::ranges::is_sorted(ids));
  CHECK(warnings == std::vector<std::string>{"A15"});
}

TEST_CASE("a remedy that is a recipe names one of the pack, for the records that are in violation") {
  const std::regex command{R"(admctl recover \{record\} ([a-z-]+))"};
  int recipes = 0;
  for (const auto& invariant : admarket().invariants) {
    std::smatch match;
    if (!std::regex_search(invariant.remedy, match, command)) continue;
    CAPTURE(invariant.id, invariant.remedy);
    ++recipes;
    const auto* recipe = admarket().find_recipe(match[1].str());
    REQUIRE(recipe);
    for (const auto& check : invariant.checks) {
      CHECK((check.kind.empty() ? check.owner_kind : check.kind) == recipe->kind);
    }
  }
  CHECK(recipes == 14);
}

TEST_CASE("each invariant finds a deliberate breakage of its own, and no other invariant does") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  pg::Transaction tx{session};
  CHECK(violated_ids(tx).empty());
  std::set<std::string> proven;
  for (const auto& breakage : breakages()) {
    CAPTURE(breakage.id, breakage.sql);
    rolled_back(tx, [&] {
      const auto record = tx.value(breakage.sql);
      REQUIRE(record);
      CHECK(violated_ids(tx) == breakage.violated);
      const auto& invariant = *admarket().find_invariant(breakage.id);
      const auto result = ops::check_invariant(tx, admarket(), invariant, 5);
      CHECK(result.count == 1);
      REQUIRE(result.samples.size() == 1);
      CHECK(result.samples[0].record == *record);
      CHECK(result.samples[0].what != invariant.sentence);
      CHECK(ops::remedy_of(result.samples[0]).find('{') == std::string::npos);
      proven.insert(invariant.id);
    });
  }
  CHECK(proven.size() == 25);
  CHECK(violated_ids(tx).empty());
}

TEST_CASE("what the whole check finds, the check of the record finds too") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  pg::Transaction tx{session};
  for (const auto& breakage : breakages()) {
    if (breakage.scan) continue;
    CAPTURE(breakage.id, breakage.sql);
    rolled_back(tx, [&] {
      const auto record = *tx.value(breakage.sql);
      const auto& invariant = *admarket().find_invariant(breakage.id);
      const auto whole = ops::check_invariant(tx, admarket(), invariant, 5).samples;
      REQUIRE(whole.size() == 1);
      const auto* kind = admarket().find_kind(whole[0].record_kind);
      if (!kind) return;  // a row that belongs to no record
      const std::vector<std::string> keys{whole[0].record_key};
      std::vector<std::string> ids;
      for (const auto& found : ops::violations_of(tx, admarket(), *kind, keys)) {
        CHECK(found.record == record);
        if (found.invariant == &invariant) CHECK(found == whole[0]);
        ids.push_back(found.invariant->id);
      }
      CHECK(join(ids, " ") == breakage.violated);
    });
  }
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

TEST_CASE("bad text from an import is a violation or none, and never an error") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  const char* const imports[] = {
      R"(UPDATE deals SET "agreedPrice" = 'twelve', "platformFeeAmount" = '-1', "publisherAmount" = '1e400',
           "escrowAmount" = '')",
      R"(UPDATE deals SET "agreedPrice" = repeat('9', 200000), "platformFeeAmount" = repeat('9', 200000))",
      R"(UPDATE deals SET "statusHistory" = '{"status": "FUNDED"}')",
      R"(UPDATE deals SET "statusHistory" = '"FUNDED"')",
      R"(UPDATE deals SET "statusHistory" = '[1, null, "x", [], {"status": 5, "timestamp": "2026-02-30T99:00"}]')",
      R"(UPDATE deals SET "postingGuaranteeTermHours" = 2147483647, "durationHours" = -2147483648,
           "platformFeeBps" = 2147483647)",
      R"(UPDATE transactions SET amount = 'NaN', "idempotencyKey" = NULL)",
      R"(UPDATE creatives SET "previousVersions" = '5')",
      R"(UPDATE briefs SET "targetCategories" = ARRAY[NULL, ''])",
      R"(UPDATE deal_events SET "toStatus" = NULL, type = 'STATUS_')",
  };
  pg::Transaction tx{session};
  for (const auto* import : imports) {
    CAPTURE(import);
    rolled_back(tx, [&] {
      tx.query(import);
      std::size_t found = 0;
      for (const auto& invariant : admarket().invariants) {
        CAPTURE(invariant.id);
        CHECK_NOTHROW(found += ops::check_invariant(tx, admarket(), invariant, 3).count);
      }
      CHECK(found > 0);
    });
  }
}

}  // namespace
}  // namespace admctl::test
