#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Args = std::vector<std::string>;

RunResult seed(const TestDatabase& database, const Args& args) {
  Args all{"--db", database.url(), "seed"};
  all.insert(all.end(), args.begin(), args.end());
  return run_admctl(all);
}

TEST_CASE("seed demo takes the number as the platform calls its records, or as --count") {
  for (const auto& words : {Args{"--deals", "25"}, Args{"--deals=25"}, Args{"--count", "25"}}) {
    CAPTURE(words);
    const TestDatabase database{Template::migrated};
    Args args{"demo", "--seed", "5", "--until", "2026-03-01", "-o", "json"};
    args.insert(args.end(), words.begin(), words.end());
    const auto run = seed(database, args);
    CAPTURE(run.err);
    REQUIRE(run.exit == 0);
    const auto page = parse_json(run.out);
    CHECK(page.at("demo").at("records") == Value{25});
    CHECK(page.at("demo").at("seed") == Value{5});
    CHECK(page.at("demo").at("until") == Value{"2026-03-01T00:00:00.000Z"});
    CHECK(database.value("SELECT count(*) FROM deals") == "25");
  }
}

TEST_CASE("seed demo refuses words it does not know before it writes") {
  struct Bad {
    Args args;
    std::string message;
  };
  const Bad all[] = {
      {{"--orders", "5"}, "unknown flag --orders."},
      {{"--deels", "5"}, "unknown flag --deels. Did you mean '--deals'?"},
      {{"--deals"}, "unknown flag --deals, or its value is missing."},
      {{"--deals", "--seed", "1"}, "unknown flag --deals, or its value is missing."},
      {{"--deals", "5", "--deals", "6"}, "--deals is given more than once"},
      {{"--deals", "5", "--count", "5"}, "--deals and --count mean the same"},
      {{"--deals", "-5"}, "--deals: '-5' is not a whole number"},
      {{"--deals", "0"}, "cannot make 0 records"},
      {{"--until", "soon"}, "--until: 'soon' is not a time"},
      {{"--seed", "x"}, "--seed: 'x' is not a whole number"},
  };
  const TestDatabase database{Template::migrated};
  for (const auto& bad : all) {
    Args args{"demo"};
    args.insert(args.end(), bad.args.begin(), bad.args.end());
    CAPTURE(args);
    const auto run = seed(database, args);
    CHECK(run.exit == static_cast<int>(Exit::usage));
    CHECK(run.err.find(bad.message) != std::string::npos);
  }
  CHECK(database.value("SELECT count(*) FROM users") == "0");
}

TEST_CASE("seed demo on filled tables is exit 6") {
  const TestDatabase database{Template::seeded};
  const auto run = seed(database, {"demo", "--deals", "25"});
  CHECK(run.exit == static_cast<int>(Exit::refused));
  CHECK(run.err.find("ADM-2109") != std::string::npos);
}

TEST_CASE("seed categories and seed config say what they add, then that there is nothing to do") {
  const TestDatabase database{Template::migrated};
  const auto rehearsed = seed(database, {"categories", "--dry-run", "-o", "json"});
  REQUIRE(rehearsed.exit == 0);
  const auto added = parse_json(rehearsed.out);
  REQUIRE(added.at("rows").as_array()->size() == 42);
  const auto& first = added.at("rows").as_array()->front();
  CHECK(first.at("action") == Value{"add"});
  CHECK(first.at("slug") == Value{"crypto"});
  CHECK(first.at("changes").at("name").at("after") == Value{"Cryptocurrency"});
  CHECK(database.value("SELECT count(*) FROM channel_categories") == "0");

  for (const auto* what : {"categories", "config"}) {
    CAPTURE(what);
    const auto done = seed(database, {what});
    CHECK(done.exit == 0);
    CHECK(done.err.find("operation ") != std::string::npos);
    const auto again = seed(database, {what, "-o", "json"});
    CHECK(again.exit == 0);
    const auto answer = parse_json(again.out);
    CHECK(answer.at("rows").as_array()->empty());
    CHECK(answer.at("notes").as_array()->back() == Value{"nothing to do: nothing was written"});
  }
}

}  // namespace
}  // namespace admctl::test
