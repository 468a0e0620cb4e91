#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/deals.hpp"
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

TEST_CASE("what seed export categories prints is what seed categories --file takes") {
  const TestDatabase database{Template::seeded};
  const TempFolder folder;
  const auto exported = seed(database, {"export", "categories"});
  REQUIRE(exported.exit == 0);
  folder.write("mine.yaml", exported.out);
  const auto file = (folder.path() / "mine.yaml").string();
  const auto again = seed(database, {"categories", "--file", file, "--prune"});
  CAPTURE(again.err);
  CHECK(again.exit == 0);
  CHECK(again.err.find("nothing to do: nothing was written") != std::string::npos);

  folder.write("bad.yaml", "categories:\n  - {slug: a, name: \"\xC3\"}\n");
  const auto bad = seed(database, {"categories", "--file", (folder.path() / "bad.yaml").string()});
  CHECK(bad.exit == static_cast<int>(Exit::usage));
  CHECK(bad.err.find("bad.yaml:2:22: the file is not valid UTF-8") != std::string::npos);
}

TEST_CASE("seed categories --prune asks, and names what is still used") {
  const TestDatabase database{Template::seeded};
  database.execute(
      "INSERT INTO channel_categories (id, slug, name) VALUES ('cown', 'own', 'Own'), ('ctwo', 'two', 'T')");
  const auto unasked = seed(database, {"categories", "--prune"});
  CHECK(unasked.exit == static_cast<int>(Exit::usage));
  CHECK(unasked.err.find("remove own") != std::string::npos);
  CHECK(unasked.err.find("--yes") != std::string::npos);
  database.execute("UPDATE briefs SET \"targetCategories\" = '{own}' WHERE id = (SELECT min(id) FROM briefs)");
  const auto used = seed(database, {"categories", "--prune", "--yes"});
  CHECK(used.exit == static_cast<int>(Exit::refused));
  CHECK(used.err.find("'own' is still used and cannot be removed") != std::string::npos);
  CHECK(used.err.find("1 row in briefs.targetCategories (brief/") != std::string::npos);
  database.execute("UPDATE briefs SET \"targetCategories\" = '{}' WHERE \"targetCategories\" = '{own}'");
  const auto done = seed(database, {"categories", "--prune", "--yes", "-o", "json"});
  REQUIRE(done.exit == 0);
  CHECK(parse_json(done.out).at("rows").as_array()->front().at("action") == Value{"remove"});
  CHECK(database.value("SELECT count(*) FROM channel_categories") == "42");
}

TEST_CASE("seed config --reset shows the difference and asks") {
  const TestDatabase database{Template::seeded};
  database.execute("UPDATE system_config SET value = '450' WHERE key = 'platform_fee_bps'");
  const auto unasked = seed(database, {"config", "--reset"});
  CHECK(unasked.exit == static_cast<int>(Exit::usage));
  CHECK(unasked.err.find("platform_fee_bps: 450 -> 500") != std::string::npos);
  CHECK(seed(database, {"config", "platform_fee_bps"}).exit == static_cast<int>(Exit::usage));
  CHECK(seed(database, {"config", "--reset", "--dry-run"}).exit == 0);
  CHECK(database.value("SELECT value FROM system_config WHERE key = 'platform_fee_bps'") == "450");
  CHECK(seed(database, {"config", "--reset", "platform_fee_bps", "--yes"}).exit == 0);
  CHECK(database.value("SELECT value FROM system_config WHERE key = 'platform_fee_bps'") == "500");
}

TEST_CASE("seed scenario --verify is 10 with --exit-code until the incident is recovered") {
  const TestDatabase database{Template::seeded};
  CHECK(seed(database, {"scenario", "queue-lost", "--verify"}).exit == static_cast<int>(Exit::not_found));
  const auto planted = seed(database, {"scenario", "dispute-closed-money-frozen", "-o", "json"});
  CAPTURE(planted.err);
  REQUIRE(planted.exit == 0);
  const auto page = parse_json(planted.out);
  const auto record = page.at("scenario").at("record").string_or("");
  const auto before = seed(database, {"scenario", "dispute-closed-money-frozen", "--verify"});
  CHECK(before.exit == 0);
  CHECK(before.err.find("admctl recover " + record + " settle-dispute --set txHash=... ") != std::string::npos);
  CHECK(seed(database, {"scenario", "dispute-closed-money-frozen", "--verify", "--exit-code"}).exit == 10);
  const auto operation = page.at("scenario").at("operation").string_or("");
  REQUIRE(run_admctl({"--db", database.url(), "op", "undo", operation, "--yes"}).exit == 0);
  const auto after =
      seed(database, {"scenario", "dispute-closed-money-frozen", "--verify", "--exit-code", "-o", "json"});
  CHECK(after.exit == 0);
  CHECK(parse_json(after.out).at("scenario").at("recovered") == Value{true});
}

TEST_CASE("seed scenario asks before it touches records that no seed demo made") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  insert_deal(database, "DISPUTED");
  const auto name = database.value("SELECT current_database()");
  const auto unasked = seed(database, {"scenario", "dispute-closed-money-frozen", "--yes"});
  CHECK(unasked.exit == static_cast<int>(Exit::usage));
  CHECK(unasked.err.find("--confirm=" + name) != std::string::npos);
  CHECK(seed(database, {"scenario", "dispute-closed-money-frozen", "--dry-run"}).exit == 0);
  CHECK(seed(database, {"scenario", "dispute-closed-money-frozen", "--confirm=" + name}).exit == 0);
}

TEST_CASE("every seed command refuses a protected database, whatever flags there are") {
  const TestDatabase database{Template::seeded};
  database.execute("ALTER DATABASE " + database.value("SELECT quote_ident(current_database())") +
                   " SET admctl.protection = 'protected'");
  const Args all[] = {
      {"categories", "--yes"}, {"config"}, {"scenario", "queue-lost", "--yes"}, {"demo", "--deals", "5"}};
  for (const auto& args : all) {
    CAPTURE(args);
    const auto run = seed(database, args);
    CHECK(run.exit == static_cast<int>(Exit::refused));
    CHECK(run.err.find("ADM-7102") != std::string::npos);
  }
}

}  // namespace
}  // namespace admctl::test
