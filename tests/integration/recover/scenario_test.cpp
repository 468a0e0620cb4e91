// Planting incidents: how many records, and that the others stay as they were. What each incident is, and what
// mends it, is proven in tests/integration/platforms.
#include <algorithm>

#include <catch2/catch.hpp>

#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/text.hpp"
#include "tests/support/drill.hpp"

namespace admctl::test {
namespace {

TEST_CASE("a scenario about many is planted into as many records as there are, and reports them all") {
  Drill drill;
  const auto scheduled = drill.database().value("SELECT count(*) FROM deals WHERE status = 'SCHEDULED'");
  const auto planted = drill.plant("queue-lost");
  CHECK(std::to_string(planted.records.size()) == scheduled);
  CHECK(planted.outcome.operation.summary.at("records") == Value{to_array(planted.records)});
  CHECK(planted.outcome.operation.summary.at("subject") == Value{planted.records.front()});
  CHECK(drill.database().value("SELECT count(*) FROM admctl.operation WHERE kind = 'seed.scenario'") == "1");
  const auto again = error_of([&] {
    drill.database().execute("UPDATE deals SET status = 'POSTING' WHERE status = 'SCHEDULED'");
    drill.plant("queue-lost");
  });
  CHECK(again.code() == code::no_such_record);
  CHECK(again.message() == "no deal is in SCHEDULED as the scenario needs");
}

TEST_CASE("verifying an incident that was never planted is not found, and says how to plant it") {
  Drill drill;
  const auto error = error_of([&] { drill.verify("queue-lost"); });
  CHECK(error.code() == code::never_planted);
  CHECK(error.hint() == "plant it first: admctl seed scenario queue-lost");
  drill.plant("paid-still-waiting");
  CHECK(error_of([&] { drill.verify("queue-lost"); }).code() == code::never_planted);
}

TEST_CASE("an incident of several records is recovered when the last of them is") {
  Drill drill;
  const auto planted = drill.plant("publisher-not-paid");
  REQUIRE(planted.records.size() > 1);
  drill.recover(planted.records.front(), "confirm-release",
                {{"releaseTxHash", Drill::fresh_hash("a")}, {"feeTxHash", Drill::fresh_hash("b")}});
  const auto records = drill.verify("publisher-not-paid");
  CHECK(std::ranges::count_if(records, &seed::PlantedRecord::recovered) == 1);
  const auto open = std::ranges::find_if(records, [](const auto& record) { return !record.recovered(); });
  REQUIRE(open->remains.size() == 2);
  CHECK_THAT(open->remains[0], Catch::StartsWith("still breaks A08"));
  CHECK_THAT(open->remains[1], Catch::StartsWith("recipe confirm-release still applies: "));
}

TEST_CASE("a planted incident leaves the other deals of the database as they were") {
  const Drill untouched;
  for (const auto& scenario : admarket().scenarios) {
    if (scenario.kind != "deal") continue;
    CAPTURE(scenario.name);
    Drill drill;
    const auto planted = drill.plant(scenario.name);
    const auto others = "SELECT string_agg(d::text, '' ORDER BY d.id) FROM deals d WHERE d.id <> ALL ('{" +
                        join(planted.keys, ",") + "}')";
    CHECK(drill.database().value(others) == untouched.database().value(others));
  }
}

}  // namespace
}  // namespace admctl::test
