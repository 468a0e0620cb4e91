#include "lib/ops/undo.hpp"
#include "lib/core/codes/record.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/lifecycle/transition.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

// Every row of the tables a transition touches, without the trail.
std::string image(const TestDatabase& database) {
  return database.value(R"sql(
    SELECT string_agg(line, E'\n' ORDER BY line) FROM (
      SELECT d::text AS line FROM deals AS d UNION ALL SELECT w::text FROM escrow_wallets AS w
      UNION ALL SELECT t::text FROM transactions AS t UNION ALL SELECT k::text FROM creatives AS k
      UNION ALL SELECT p::text FROM deal_posting_plan_proposals AS p UNION ALL SELECT b::text FROM deal_chat_bridges AS b
      UNION ALL SELECT x::text FROM disputes AS x) AS rows)sql");
}

lifecycle::MoveResult move(pg::Session& session, const std::string& id, const std::string& to) {
  auto asked = request("transition");
  asked.force = true;
  return lifecycle::transition(session, admarket(), asked, {{admarket().find_kind("deal"), id}, to, {}});
}

TEST_CASE("undoing a transition restores every row byte for byte and adds the compensating event") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  for (const auto& state : admarket().find_kind("deal")->lifecycle.states) {
    if (state.name == "CREATED") continue;
    CAPTURE(state.name);
    const auto id = insert_deal(database, "CREATED");
    const auto before = image(database);
    const auto done = move(session, id, state.name);
    REQUIRE(image(database) != before);
    const auto undone = ops::undo(session, admarket(), request("undo"), done.outcome.operation.id);
    CHECK(image(database) == before);
    CHECK(undone.operation.undoes == done.outcome.operation.id);
    CHECK(
        database.value("SELECT string_agg(type || ' ' || \"fromStatus\" || ' ' || \"toStatus\", ', ' ORDER BY "
                       "\"createdAt\") FROM deal_events WHERE \"dealId\" = '" +
                       id + "'") ==
        "STATUS_" + state.name + " CREATED " + state.name + ", STATUS_CREATED " + state.name + " CREATED");
    CHECK(database.value("SELECT data ->> 'undoes' FROM deal_events WHERE \"dealId\" = '" + id +
                         "' AND type = 'STATUS_CREATED'") == done.outcome.operation.id);
  }
}

TEST_CASE("an operation whose rows moved on is not undone, and the error shows what changed") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "CREATED");
  const auto first = move(session, id, "NEGOTIATING");
  move(session, id, "TERMS_AGREED");
  const auto before = image(database);
  try {
    ops::undo(session, admarket(), request("undo"), first.outcome.operation.id);
    FAIL("it was undone");
  } catch (const Error& error) {
    CHECK(error.code() == code::image_moved);
    CHECK(error.exit() == Exit::conflict);
    CHECK(error.detail().find("status: the operation left \"NEGOTIATING\", now it is \"TERMS_AGREED\"") !=
          std::string::npos);
  }
  CHECK(image(database) == before);
}

TEST_CASE("a second undo answers with the first and does nothing") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto done = move(session, insert_deal(database, "CREATED"), "CANCELLED");
  const auto first = ops::undo(session, admarket(), request("undo"), done.outcome.operation.id.substr(0, 20));
  const auto second = ops::undo(session, admarket(), request("undo"), done.outcome.operation.id);
  CHECK(second.replayed);
  CHECK(second.operation.id == first.operation.id);
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE undoes IS NOT NULL") == "1");
}

TEST_CASE("an undo can itself be undone") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto done = move(session, insert_deal(database, "CREATED"), "CANCELLED");
  const auto after = image(database);
  const auto undone = ops::undo(session, admarket(), request("undo"), done.outcome.operation.id);
  ops::undo(session, admarket(), request("undo"), undone.operation.id);
  CHECK(image(database) == after);
}

TEST_CASE("an unknown operation is exit 3") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  for (const auto* id : {"", "zzz", "ffffffff", "' OR true --"}) {
    CAPTURE(id);
    CHECK_THROWS_AS(ops::undo(session, admarket(), request("undo"), id), Error);
  }
}

}  // namespace
}  // namespace admctl::test
