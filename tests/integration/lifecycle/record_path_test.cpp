#include "lib/lifecycle/record_path.hpp"

#include <catch2/catch.hpp>

#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

const platform::Kind& deal() { return *admarket().find_kind("deal"); }

lifecycle::Diagram diagram_of(const TestDatabase& database, const std::string& id) {
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(admarket().schema)};
  return lifecycle::record_diagram(lifecycle::load_page(tx, admarket(), {&deal(), id}));
}

// "CREATED>FUNDED 1 3!": the edges that were taken, their steps, and whether the lifecycle lacks them.
std::vector<std::string> taken(const lifecycle::Diagram& diagram) {
  std::vector<std::string> out;
  for (const auto& edge : diagram.edges) {
    if (edge.steps.empty()) continue;
    auto text = edge.from + ">" + edge.to;
    for (const auto step : edge.steps) text += " " + std::to_string(step);
    out.push_back(text + (edge.declared ? "" : "!"));
  }
  return out;
}

TEST_CASE("records are counted by state, all of them and in one pass") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(admarket().schema)};
  const auto counts = lifecycle::count_by_state(tx, admarket(), deal());
  std::int64_t all = 0;
  for (const auto& [state, count] : counts) {
    CAPTURE(state);
    CHECK(std::to_string(count) ==
          database.value("SELECT count(*) FROM deals WHERE status::text = '" + state + "'"));
    all += count;
  }
  CHECK(std::to_string(all) == database.value("SELECT count(*) FROM deals"));
  CHECK(counts.size() > 15);
}

TEST_CASE("the path of a deal is its history, from the initial state on") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATIVE_SUBMITTED");
  const auto set_history = [&](const std::string& history) {
    database.execute("UPDATE deals SET \"statusHistory\" = '" + history + "'");
  };

  // The application writes no entry for the state that a deal begins in.
  set_history(R"([{"status":"TERMS_AGREED"},{"status":"AWAITING_PAYMENT"},{"status":"FUNDED"},)"
              R"({"status":"CREATIVE_SUBMITTED"}])");
  const auto diagram = diagram_of(database, id);
  CHECK(taken(diagram) == std::vector<std::string>{"CREATED>TERMS_AGREED 1", "TERMS_AGREED>AWAITING_PAYMENT 2",
                                                   "AWAITING_PAYMENT>FUNDED 3", "FUNDED>CREATIVE_SUBMITTED 4"});
  CHECK(diagram.current == "CREATIVE_SUBMITTED");
  CHECK(diagram.title.find("deal/") != std::string::npos);

  set_history(R"([{"status":"CREATED"},{"status":"CREATIVE_SUBMITTED"}])");
  CHECK(taken(diagram_of(database, id)) == std::vector<std::string>{"CREATED>CREATIVE_SUBMITTED 1!"});
}

TEST_CASE("a history that is no history is no path") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "FUNDED");
  for (const auto* history : {"null", "{}", "[]", "\"FUNDED\"", "[1, null, \"x\", {\"status\": 3}, {}]"}) {
    CAPTURE(history);
    database.execute(std::string{"UPDATE deals SET \"statusHistory\" = '"} + history + "'");
    const auto diagram = diagram_of(database, id);
    CHECK(taken(diagram).empty());
    CHECK(diagram.current == "FUNDED");
    CHECK(diagram.states.size() == 22);
  }
}

}  // namespace
}  // namespace admctl::test
