// Checking a whole database: selection, samples, timeouts.
#include "lib/ops/check.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"

#include <catch2/catch.hpp>

#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

TEST_CASE(
    "invariants are selected by id and severity in the order of the pack, and an unknown id is told the near "
    "ones") {
  const auto& pack = admarket();
  CHECK(ops::select_invariants(pack, {}).size() == 25);
  CHECK(ops::select_invariants(pack, {}, platform::Severity::error).size() == 24);
  const auto two = ops::select_invariants(pack, {"A05", "A01", "A05"});
  REQUIRE(two.size() == 2);
  CHECK(two[0]->id == "A01");
  CHECK(two[1]->id == "A05");
  CHECK(ops::select_invariants(pack, {"A15"}, platform::Severity::error).empty());
  try {
    ops::select_invariants(pack, {"A01", "a05"});
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.code() == code::unknown_invariant);
    CHECK(error.exit() == Exit::not_found);
    CHECK(error.message() == "admarket has no invariant 'a05'");
    CHECK(error.hint().find("A25. Did you mean 'A05'") != std::string::npos);
  }
}

TEST_CASE("all violations are counted and the first ones described, in order of the keys") {
  const TestDatabase database{Template::seeded};
  database.execute("UPDATE deals SET \"publisherAmount\" = '1' WHERE status = 'COMPLETED'");
  const auto broken = database.value("SELECT count(*) FROM deals WHERE status = 'COMPLETED'");
  auto session = database.session();
  for (const std::size_t samples : {0U, 1U, 4U, 1000U}) {
    CAPTURE(samples);
    std::vector<std::string> heard;
    const auto outcomes =
        ops::check_database(session, admarket(), ops::select_invariants(admarket(), {"A01", "A02"}), samples,
                            Millis{60000}, [&](const platform::Invariant& invariant, std::size_t done) {
                              heard.push_back(invariant.id + std::to_string(done));
                            });
    REQUIRE(outcomes.size() == 2);
    CHECK(heard == std::vector<std::string>{"A010", "A011", "A021", "A022"});
    const auto& result = outcomes[0].result;
    CHECK(std::to_string(result.count) == broken);
    CHECK(result.samples.size() == std::min(samples, result.count));
    CHECK(std::ranges::is_sorted(result.samples, {}, &ops::Violation::key));
    if (samples == 1) {
      CHECK(result.samples[0].key ==
            database.value("SELECT min(id COLLATE \"C\") FROM deals WHERE status = 'COMPLETED'"));
    }
    CHECK(outcomes[1].result.count == 0);
  }
}

TEST_CASE(
    "an invariant that does not end in time is neither violated nor fulfilled, and the others are still "
    "checked") {
  const TestDatabase database{Template::seeded};
  auto pack = admarket();
  auto& slow = pack.invariants.front();
  slow.checks.front().violated = "(SELECT true FROM pg_sleep(600))";
  auto session = database.session();
  const auto outcomes =
      ops::check_database(session, pack, ops::select_invariants(pack, {"A01", "A03"}), 3, Millis{200});
  REQUIRE(outcomes.size() == 2);
  REQUIRE(outcomes[0].failure);
  CHECK(outcomes[0].failure->code() == code::statement_timeout);
  CHECK(outcomes[0].result.count == 0);
  CHECK_FALSE(outcomes[1].failure);
}

TEST_CASE("a check writes nothing and needs no ledger") {
  const TestDatabase database{Template::migrated};
  database.execute("DROP SCHEMA IF EXISTS admctl CASCADE");
  auto session = database.session();
  auto pack = admarket();
  const auto outcomes = ops::check_database(session, pack, ops::select_invariants(pack, {}), 3, Millis{60000});
  CHECK(outcomes.size() == 25);
  CHECK(database.value("SELECT to_regclass('admctl.operation')").empty());
  // As on a replica, where nothing can be written.
  pack.invariants.front().checks.front().violated = "nextval('\"deals_dealNumber_seq\"') > 0";
  pack.invariants.front().checks.front().table = "channel_categories";
  pack.invariants.front().checks.front().kind.clear();
  database.execute("INSERT INTO channel_categories (id, slug, name) VALUES ('a', 'a', 'A')");
  CHECK_THROWS_AS(ops::check_database(session, pack, ops::select_invariants(pack, {"A01"}), 3, Millis{60000}),
                  Error);
}

}  // namespace
}  // namespace admctl::test
