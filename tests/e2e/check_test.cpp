#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

RunResult check(const TestDatabase& database, const std::vector<std::string>& args) {
  std::vector<std::string> all{"--db", database.url(), "check"};
  all.insert(all.end(), args.begin(), args.end());
  return run_admctl(all);
}

// Two completed deals with a wrong share, and the numbers of both.
std::pair<std::string, std::string> break_two(const TestDatabase& database) {
  database.execute(
      "UPDATE deals SET \"publisherAmount\" = '1' WHERE id IN "
      "(SELECT id FROM deals WHERE status = 'COMPLETED' ORDER BY id COLLATE \"C\" LIMIT 2)");
  const auto number = [&](const std::string& offset) {
    return database.value(
        "SELECT \"dealNumber\" FROM deals WHERE \"publisherAmount\" = '1' ORDER BY id COLLATE \"C\" LIMIT 1 "
        "OFFSET " +
        offset);
  };
  return {number("0"), number("1")};
}

TEST_CASE("check says that sound data is sound") {
  const TestDatabase database{Template::seeded};
  const auto run = check(database, {"--exit-code"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.err.find("25 invariants checked, 0 violated") != std::string::npos);
  CHECK(run.out.find("violated") == std::string::npos);
}

TEST_CASE("check lists what is violated with records and remedy, and ends with 10 only when asked to") {
  const TestDatabase database{Template::seeded};
  const auto [one, two] = break_two(database);
  const auto run = check(database, {});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.out.find("deal/" + one + ", deal/" + two) != std::string::npos);
  CHECK(run.err.find("25 invariants checked, 1 violated") != std::string::npos);
  CHECK(run.err.find("A01: The platform's and the publisher's share") != std::string::npos);
  CHECK(check(database, {"--exit-code"}).exit == static_cast<int>(Exit::differences));
  CHECK(check(database, {"--exit-code", "--id", "A02,A03"}).exit == 0);

  const auto json = check(database, {"--id", "A01,A02", "--sample", "1", "-o", "json"});
  CHECK(json.exit == 0);
  const auto page = parse_json(json.out);
  const auto& rows = *page.at("rows").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("id") == Value{"A01"});
  CHECK(rows[0].at("severity") == Value{"error"});
  CHECK(rows[0].at("state") == Value{"violated"});
  CHECK(rows[0].at("violations") == Value{2});
  CHECK(rows[0].at("remedy").string_or("").starts_with("admctl recover deal/" + one + " correct-fee"));
  const auto& samples = *rows[0].at("samples").as_array();
  REQUIRE(samples.size() == 1);
  CHECK(samples[0].at("record") == Value{"deal/" + one});
  CHECK(samples[0].at("table") == Value{"deals"});
  CHECK(samples[0].at("what").string_or("").find("publisherAmount 1 is not agreedPrice") != std::string::npos);
  CHECK(rows[1].at("state") == Value{"holds"});
  CHECK(rows[1].at("violations") == Value{0});
  CHECK(rows[1].at("samples") == Value{Array{}});
}

TEST_CASE("check of one record lists its problems with what is wrong and what to do") {
  const TestDatabase database{Template::seeded};
  const auto [one, two] = break_two(database);
  const auto run = check(database, {"deal/" + one, "--exit-code", "-o", "json"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == static_cast<int>(Exit::differences));
  const auto page = parse_json(run.out);
  const auto& rows = *page.at("rows").as_array();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("id") == Value{"A01"});
  CHECK(rows[0].at("record") == Value{"deal/" + one});
  CHECK(rows[0].at("remedy").string_or("").starts_with("admctl recover deal/" + one));
  CHECK(check(database, {"deal/" + one}).exit == 0);
  const auto other = check(database, {"deal/" + one, "--id", "A02", "--exit-code"});
  CHECK(other.exit == 0);
  CHECK(other.err.find("no problem") != std::string::npos);
  CHECK(check(database, {"deal/999999"}).exit == static_cast<int>(Exit::not_found));
}

TEST_CASE("check that could not find out ends with 75 whatever else it found") {
  const TestDatabase database{Template::seeded};
  break_two(database);
  // Nobody gets past an exclusive lock; the others do not need that table.
  auto session = database.session();
  pg::Transaction holder{session};
  holder.query("LOCK TABLE channel_categories IN ACCESS EXCLUSIVE MODE");
  const auto run = check(database, {"--timeout", "1s", "--exit-code", "--id", "A01,A25", "-o", "json"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == static_cast<int>(Exit::try_again));
  const auto page = parse_json(run.out);
  const auto& rows = *page.at("rows").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("state") == Value{"violated"});
  CHECK(rows[1].at("state") == Value{"could not check"});
  CHECK(rows[1].at("violations").is_null());
  CHECK(run.out.find("ADM-4007") != std::string::npos);
}

TEST_CASE("check refuses words it does not know") {
  const TestDatabase database{Template::migrated};
  const auto unknown = check(database, {"--id", "a01"});
  CHECK(unknown.exit == static_cast<int>(Exit::not_found));
  CHECK(unknown.err.find("ADM-2310") != std::string::npos);
  CHECK(unknown.err.find("Did you mean 'A01'") != std::string::npos);
  CHECK(check(database, {"--timeout", "soon"}).exit == static_cast<int>(Exit::usage));
  CHECK(check(database, {"--sample", "-1"}).exit == static_cast<int>(Exit::usage));
  CHECK(check(database, {"--severity", "bad"}).exit == static_cast<int>(Exit::usage));
  CHECK(check(database, {"order/5"}).exit == static_cast<int>(Exit::not_found));
}

}  // namespace
}  // namespace admctl::test
