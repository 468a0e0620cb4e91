// The connection breaks while COMMIT is under way: what became of the operation?
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "tests/support/cutting_proxy.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

RunResult cancel_through(const CuttingProxy& proxy, const std::string& id) {
  return run_admctl(
      {"--db", proxy.conninfo().to_url(), "transition", "deal/" + id, "--to", "CANCELLED", "-o", "json"});
}

std::string state(const TestDatabase& database) { return database.value("SELECT status FROM deals"); }

TEST_CASE("a connection cut after COMMIT took effect is resolved: exit 0, done") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const CuttingProxy proxy{database.conninfo(), Cut::after_commit, Afterwards::let_in};
  const auto run = cancel_through(proxy, id);
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  const auto operation = parse_json(run.out).at("transition").at("operation").string_or("");
  CHECK(state(database) == "CANCELLED");
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE id = '" + operation + "'") == "1");
  CHECK(database.value("SELECT count(*) FROM deal_events") == "1");
}

TEST_CASE("a connection cut before COMMIT reached the server is resolved: nothing was written") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const CuttingProxy proxy{database.conninfo(), Cut::before_commit, Afterwards::let_in};
  const auto run = cancel_through(proxy, id);
  CAPTURE(run.err);
  CHECK(run.exit == 4);
  CHECK(run.err.find("nothing was written") != std::string::npos);
  CHECK(state(database) == "CREATED");
}

TEST_CASE(
    "exit 12: a database that stays away after COMMIT was sent leaves the outcome unknown, and says how to "
    "learn it") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const CuttingProxy proxy{database.conninfo(), Cut::after_commit, Afterwards::stay_away};
  const auto run = cancel_through(proxy, id);
  CAPTURE(run.err);
  CHECK(run.exit == 12);
  const auto error = parse_json(run.err.substr(run.err.find('{')));
  CHECK(error.at("code") == Value{"ADM-4010"});
  const auto operation = error.at("operation").string_or("");
  CHECK(error.at("hint").string_or("").find("admctl op show " + operation) != std::string::npos);
  const auto shown = run_admctl({"--db", database.url(), "op", "show", operation});
  CHECK(shown.exit == 0);
}

}  // namespace
}  // namespace admctl::test
