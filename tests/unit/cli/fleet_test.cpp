#include "cli/fleet.hpp"

#include <catch2/catch.hpp>

#include "cli/fleet_arguments.hpp"
#include "lib/core/codes/target.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::cli {
namespace {

using Words = std::vector<std::string>;

std::size_t start_all(FleetSchedule& schedule) {
  std::size_t count = 0;
  while (schedule.next()) ++count;
  return count;
}

TEST_CASE("at most so many run at the same time, in their order") {
  FleetSchedule schedule{5, {.parallel = 2}};
  CHECK(schedule.next() == 0);
  CHECK(schedule.next() == 1);
  CHECK_FALSE(schedule.next());
  schedule.ended(false);
  CHECK(schedule.next() == 2);
  CHECK_FALSE(schedule.next());
  schedule.ended(true);
  schedule.ended(true);
  CHECK(start_all(schedule) == 2);
  CHECK_FALSE(schedule.is_over());
  schedule.ended(true);
  schedule.ended(true);
  CHECK(schedule.is_over());
  CHECK(schedule.started() == 5);
}

TEST_CASE("canaries go first, and the others only when all of them succeeded") {
  FleetSchedule good{6, {.parallel = 4, .canary = 2}};
  CHECK(start_all(good) == 2);
  good.ended(true);
  CHECK(start_all(good) == 0);
  good.ended(true);
  CHECK(start_all(good) == 4);
  CHECK_FALSE(good.canary_failed());

  FleetSchedule bad{6, {.parallel = 4, .canary = 2}};
  CHECK(start_all(bad) == 2);
  bad.ended(false);
  CHECK_FALSE(bad.is_over());
  bad.ended(true);
  CHECK(start_all(bad) == 0);
  CHECK(bad.is_over());
  CHECK(bad.canary_failed());
  CHECK(bad.started() == 2);
}

TEST_CASE("one failure stops nothing unless asked for") {
  FleetSchedule lenient{3, {.parallel = 1}};
  CHECK(start_all(lenient) == 1);
  lenient.ended(false);
  CHECK(start_all(lenient) == 1);
  FleetSchedule strict{3, {.parallel = 1, .fail_fast = true}};
  CHECK(start_all(strict) == 1);
  strict.ended(false);
  CHECK(start_all(strict) == 0);
  CHECK(strict.is_over());
  CHECK_FALSE(strict.canary_failed());
}

TEST_CASE("nothing at all is over at once, and more canaries than databases are all of them") {
  CHECK(FleetSchedule{0, {}}.is_over());
  FleetSchedule all{2, {.parallel = 4, .canary = 9}};
  CHECK(start_all(all) == 2);
  all.ended(true);
  all.ended(true);
  CHECK(all.is_over());
}

TEST_CASE("a database of a fleet gets the command line without what is about the fleet") {
  const Words rest{
      "--targets",     "a,@b",        "--to",     "x",  "-o",    "json",      "--parallel=8", "-ojson",   "-t",
      "other",         "--fail-fast", "--resume", "id", "--yes", "--dry-run", "-o=yaml",      "--canary", "2",
      "--color=never", "--db",        "url",      "-f", "-",     "--",        "--targets",    "literal"};
  CHECK(without_fleet_flags(rest) == Words{"--to", "x", "--dry-run", "-f", "-", "--", "--targets", "literal"});
  CHECK(reads_stdin(Words{"-f", "-"}));
  CHECK(reads_stdin(Words{"--file=-"}));
  CHECK_FALSE(reads_stdin(Words{"-f", "file-"}));
}

TEST_CASE("what a run said and how it ended becomes a row") {
  const auto good = result_of("a", 0, R"({"rows":[{},{}],"notes":[]})", "");
  CHECK(good.outcome == FleetResult::Outcome::ok);
  CHECK(good.summary == "2 rows");
  CHECK(good.document.at("rows").as_array()->size() == 2);
  CHECK(result_of("a", 0, R"({"rows":[],"notes":["x","y"]})", "").summary == "x; y");
  CHECK(result_of("a", 10, R"({"rows":[],"notes":["pending"]})", "").outcome ==
        FleetResult::Outcome::differences);

  const auto bad =
      result_of("a", 4, "",
                "talk\n{\"code\":\"ADM-3001\",\"message\":\"cannot connect\",\"detail\":\"refused\\nmore\"}\n");
  CHECK(bad.outcome == FleetResult::Outcome::failed);
  CHECK(bad.code == "ADM-3001");
  CHECK(bad.summary == "cannot connect: refused");
  CHECK(bad.document.is_null());
  CHECK(result_of("a", 139, "", "").outcome == FleetResult::Outcome::failed);
  CHECK(result_of("a", 130, "", "").outcome == FleetResult::Outcome::interrupted);
  CHECK(result_of("a", 9, R"({"rows":[],"notes":["edited"]})", "").summary == "edited");
  CHECK(result_of("a", 0, "plain text", "").document == Value{"plain text"});
}

TEST_CASE("a fleet ends with 8 when a part failed or was not started, else with what its databases say") {
  using enum FleetResult::Outcome;
  const auto exit = [](std::vector<FleetResult::Outcome> outcomes) {
    std::vector<FleetResult> results;
    for (const auto outcome : outcomes) results.push_back({.target = "x", .outcome = outcome});
    return exit_of(results);
  };
  CHECK(exit({ok, done_before}) == Exit::ok);
  CHECK(exit({ok, differences}) == Exit::differences);
  CHECK(exit({ok, failed, differences}) == Exit::partial);
  CHECK(exit({failed}) == Exit::partial);
  CHECK(exit({ok, not_started}) == Exit::partial);
  CHECK(exit({ok, interrupted}) == Exit::partial);
}

TEST_CASE("an unfinished run is kept, found again and forgotten") {
  const test::TempFolder folder;
  const auto place = folder.path() / "state" / "fleets";
  const FleetRecord record{"0190a6e0-0000-7000-8000-000000000001", "migrate up", {"a", "b"}, {"a"}};
  save_fleet(place, record);
  const auto loaded = load_fleet(place, record.id);
  CHECK(loaded.command == "migrate up");
  CHECK(loaded.targets == Words{"a", "b"});
  CHECK(loaded.done == Words{"a"});
  forget_fleet(place, record.id);
  CHECK(test::error_of([&] { load_fleet(place, record.id); }).code() == code::no_such_fleet_run);
  CHECK(test::error_of([&] { load_fleet(place, "../../etc/passwd"); }).code() == code::no_such_fleet_run);
  folder.write("state/fleets/0190a6e0-0000-7000-8000-000000000002.json", "torn");
  CHECK(test::error_of([&] { load_fleet(place, "0190a6e0-0000-7000-8000-000000000002"); }).code() ==
        code::fleet_record_failed);
}

}  // namespace
}  // namespace admctl::cli
