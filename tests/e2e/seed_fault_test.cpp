// Loads of demo data that are killed or interrupted.
#include <csignal>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

constexpr int killed = 128 + SIGKILL;

std::vector<std::string> words_of(const TestDatabase& database, const std::string& strategy,
                                  const std::string& deals) {
  return {"--db",    database.url(), "seed",       "demo",   "--deals", deals,
          "--until", "2026-03-01",   "--strategy", strategy, "-o",      "json"};
}

std::string definitions(const TestDatabase& database) {
  return database.value(R"(SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
      SELECT pg_get_indexdef(indexrelid) AS line FROM pg_index
      WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
      UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) || convalidated
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace) AS lines)");
}

void check_untouched(const TestDatabase& database, const std::string& before) {
  // The server notices the end of a client when it next speaks to it.
  database.execute("LOCK TABLE deals IN ACCESS SHARE MODE");
  CHECK(database.value("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM deals)") == "0");
  CHECK(definitions(database) == before);
}

TEST_CASE("a load killed at any stage leaves an empty platform that the next run fills") {
  for (const std::string strategy : {"in-place", "rebuild"}) {
    const TestDatabase database{Template::migrated};
    const auto before = definitions(database);
    for (const std::string step :
         {"keys-off", "load#3", "index#20", "foreign-key#5", "prove", "append", "commit"}) {
      const bool rebuilds = step == "keys-off" || step.starts_with("index") || step.starts_with("foreign-key");
      if (rebuilds && strategy == "in-place") continue;
      CAPTURE(strategy, step);
      const auto run = run_admctl(words_of(database, strategy, "40"), {.env = {{"ADMCTL_FAULT", step}}});
      CHECK(run.exit == killed);
      check_untouched(database, before);
    }
    const auto run = run_admctl(words_of(database, strategy, "40"));
    CAPTURE(run.err);
    REQUIRE(run.exit == 0);
    CHECK(parse_json(run.out).at("demo").at("strategy") == Value{strategy});
    CHECK(database.value("SELECT count(*) FROM deals") == "40");
    CHECK(definitions(database) == before);
  }
}

TEST_CASE("Ctrl-C in a load ends it with exit 130 and nothing written") {
  for (const std::string strategy : {"in-place", "rebuild"}) {
    CAPTURE(strategy);
    const TestDatabase database{Template::migrated};
    const auto before = definitions(database);
    RunningAdmctl run{words_of(database, strategy, "30000")};
    const auto is_loading = [&] {
      return database.value(
                 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                 "AND query LIKE 'COPY %deal_events%'") != "0";
    };
    run.wait_until(is_loading);
    run.send_signal(SIGINT);
    CHECK(run.finish().exit == 130);
    check_untouched(database, before);
  }
}

TEST_CASE("seed demo says which strategy it used and refuses words that do not go together") {
  const TestDatabase database{Template::migrated};
  const auto run = run_admctl(words_of(database, "rebuild", "22"));
  CAPTURE(run.err);
  REQUIRE(run.exit == 0);
  const auto page = parse_json(run.out);
  CHECK(page.at("demo").at("strategy") == Value{"rebuild"});
  const auto seed = [&](std::vector<std::string> more) {
    std::vector<std::string> all{"--db", database.url(), "seed", "demo", "--deals", "22"};
    all.insert(all.end(), more.begin(), more.end());
    return run_admctl(all);
  };
  CHECK(seed({"--strategy", "fast"}).exit == 2);
  CHECK(seed({"--append", "--only", "users"}).exit == 2);
  CHECK(seed({"--locale", "fr"}).exit == 2);
  const auto more = seed({"--append", "--locale", "uk,ru"});
  CAPTURE(more.err);
  CHECK(more.exit == 0);
  CHECK(database.value("SELECT count(*) FROM deals") == "44");
  CHECK(run_admctl({"--db", database.url(), "op", "verify"}).exit == 0);
}

}  // namespace
}  // namespace admctl::test
