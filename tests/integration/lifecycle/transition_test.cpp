#include "lib/lifecycle/transition.hpp"
#include "lib/core/codes/record.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

const platform::Kind& deal() { return *admarket().find_kind("deal"); }

lifecycle::MoveResult move(pg::Session& session, const std::string& id, const std::string& to,
                           std::optional<std::string> expect = {}, bool force = false, Object given = {}) {
  auto asked = request("transition");
  asked.force = force;
  return lifecycle::transition(session, admarket(), asked,
                               {{&deal(), id}, to, std::move(expect), {}, std::move(given)});
}

std::string state_of(const TestDatabase& database, const std::string& id) {
  return database.value("SELECT status FROM deals WHERE id = '" + id + "'");
}

TEST_CASE("every one of the 61 transitions succeeds and leaves what the application would have written") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto edges = deal().lifecycle.edges();
  REQUIRE(edges.size() == 61);
  for (const auto& [from, to] : edges) {
    CAPTURE(from, to);
    const auto id = insert_deal(database, from);
    const auto result = move(session, id, to, from, false, inputs_for(id, from, to));
    CHECK_FALSE(result.already);
    CHECK(result.overridden.empty());
    CHECK(state_of(database, id) == to);
    const auto where = " FROM deals WHERE id = '" + id + "'";
    CHECK(database.value("SELECT \"statusHistory\" -> -1 ->> 'status'" + where) == to);
    CHECK(database.value("SELECT \"statusHistory\" -> -1 ->> 'actor'" + where) == "SYSTEM");
    CHECK(database.value("SELECT jsonb_array_length(\"statusHistory\")" + where) == "2");
    CHECK(database.value("SELECT \"statusHistory\" -> -1 ->> 'timestamp' = to_char(\"updatedAt\", "
                         "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')" +
                         where) == "t");
    CHECK(database.value("SELECT format('%s|%s|%s|%s|%s|%s', count(*), min(type), min(\"fromStatus\"::text), "
                         "min(\"toStatus\"::text), min(\"actorType\"::text), count(\"actorId\")) "
                         "FROM deal_events WHERE \"dealId\" = '" +
                         id + "'") == "1|STATUS_" + to + "|" + from + "|" + to + "|ADMIN|0");
    CHECK(database.value("SELECT data ->> 'operator' FROM deal_events WHERE \"dealId\" = '" + id + "'") ==
          "alice@host");
    CHECK(database.value("SELECT count(*) FROM audit_logs WHERE \"resourceId\" = '" + id +
                         "' AND action = 'deal.transition' AND resource = 'deals'") == "1");
  }
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition' AND NOT forced") ==
        "61");
  pg::Transaction tx{session};
  CHECK(ops::verify_chain(tx).problems.empty());
}

TEST_CASE("every other ordered pair of the 22 states is refused with exit 6 and changes nothing") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto edges = deal().lifecycle.edges();
  const std::set<std::pair<std::string, std::string>> legal{edges.begin(), edges.end()};
  int refused = 0;
  for (const auto& from : deal().lifecycle.states) {
    const auto id = insert_deal(database, from.name);
    for (const auto& to : deal().lifecycle.states) {
      if (from.name == to.name || legal.contains({from.name, to.name})) continue;
      CAPTURE(from.name, to.name);
      const auto error = error_of([&] { move(session, id, to.name); });
      CHECK(error.exit() == Exit::refused);
      CHECK(error.message() == "deal/" +
                                   database.value("SELECT \"dealNumber\" FROM deals WHERE id = '" + id + "'") +
                                   " may not go from " + from.name + " to " + to.name);
      ++refused;
    }
    CHECK(state_of(database, id) == from.name);
  }
  CHECK(refused == 22 * 21 - 61);
  CHECK(database.value("SELECT count(*) FROM deal_events") == "0");
  CHECK(database.value("SELECT count(*) FROM audit_logs") == "0");
}

TEST_CASE("a move to the state a deal is in does nothing and succeeds") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "FUNDED");
  const auto result = move(session, id, "FUNDED");
  CHECK(result.already);
  CHECK(result.outcome.operation.id.empty());
  CHECK(database.value("SELECT count(*) FROM deal_events") == "0");
  CHECK(database.value("SELECT \"updatedAt\" FROM deals") == "2026-02-01 10:00:00.123");
}

TEST_CASE("a deal that is not in the expected state is a conflict that names both states") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "FUNDED");
  const auto error = error_of([&] { move(session, id, "CANCELLED", "AWAITING_PAYMENT", true); });
  CHECK(error.exit() == Exit::conflict);
  CHECK(error.message().find("is in FUNDED, not in AWAITING_PAYMENT") != std::string::npos);
  CHECK(state_of(database, id) == "FUNDED");
}

TEST_CASE("a guard that fails refuses the move in a sentence, and force overrides it on the record") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  database.execute("UPDATE escrow_wallets SET \"cachedBalance\" = '12499999999'");
  const auto error = error_of([&] { move(session, id, "FUNDED"); });
  CHECK(error.code() == code::guard_refused);
  CHECK(error.exit() == Exit::refused);
  CHECK(error.detail().starts_with("deposit_seen: "));

  const auto result = move(session, id, "FUNDED", {}, true);
  REQUIRE(result.overridden.size() == 1);
  CHECK(result.overridden[0].starts_with("deposit_seen: "));
  CHECK(result.outcome.operation.forced);
  CHECK(state_of(database, id) == "FUNDED");
  CHECK(database.value("SELECT data ->> 'forced' FROM deal_events") == "true");
  CHECK(
      database.value("SELECT count(*) FROM audit_logs WHERE action = 'deal.force_transition' AND metadata ->> "
                     "'forced' = 'true'") == database.value("SELECT count(*) FROM audit_logs"));
}

TEST_CASE("force off the graph needs a reason and writes what the target state writes") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "CREATED");
  auto asked = request("transition");
  asked.force = true;
  asked.reason = "  ";
  const auto error = error_of([&] {
    lifecycle::transition(session, admarket(), asked, {{&deal(), id}, "COMPLETED", {}});
  });
  CHECK(error.code() == code::reason_needed);

  const auto result = move(session, id, "COMPLETED", {}, true);
  REQUIRE_FALSE(result.overridden.empty());
  CHECK(result.overridden.front() == "CREATED -> COMPLETED is not a transition of the lifecycle");
  // Besides it, only what such a deal breaks: it was never posted.
  CHECK(std::ranges::any_of(result.overridden, [](const auto& what) { return what.starts_with("A16 ("); }));
  CHECK(database.value("SELECT \"completedAt\" = \"updatedAt\" FROM deals") == "t");
  CHECK(database.value("SELECT status FROM deal_chat_bridges") == "CLOSED");
}

TEST_CASE("funding a deal records the money: held escrow, exact fees, the wallet and one deposit") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  database.execute("UPDATE deals SET \"agreedPrice\" = '12345678901', \"platformFeeBps\" = 333");
  move(session, id, "FUNDED");
  CHECK(
      database.value("SELECT format('%s %s %s %s', \"escrowStatus\", \"escrowAmount\", \"platformFeeAmount\", "
                     "\"publisherAmount\") FROM deals") == "HELD 12345678901 411111107 11934567794");
  CHECK(database.value(
            "SELECT format('%s %s %s %s %s', \"idempotencyKey\", type, status, amount, \"fromAddress\") FROM "
            "transactions") == "deposit-" + id + " DEPOSIT CONFIRMED 12345678901 EQadvertiser");
  CHECK(database.value("SELECT \"isDeployed\" AND \"lastSyncedAt\" IS NOT NULL FROM escrow_wallets") == "t");
}

TEST_CASE("a dry run shows the real changes and writes nothing, not even the ledger") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "CREATED");
  const auto before = database.value("SELECT md5(string_agg(d::text, '')) FROM deals AS d");
  auto asked = request("transition");
  asked.dry_run = true;
  const auto operations = database.value("SELECT count(*) FROM admctl.operation");
  const auto result = lifecycle::transition(session, admarket(), asked, {{&deal(), id}, "NEGOTIATING", {}});
  REQUIRE_FALSE(result.outcome.changes.empty());
  CHECK(result.outcome.dry_run);
  CHECK(result.outcome.changes[0].table == "deals");
  CHECK(result.outcome.changes[0].before.at("status") == Value{"CREATED"});
  CHECK(result.outcome.changes[0].after.at("status") == Value{"NEGOTIATING"});
  CHECK(database.value("SELECT md5(string_agg(d::text, '')) FROM deals AS d") == before);
  CHECK(database.value("SELECT count(*) FROM admctl.operation") == operations);
}

TEST_CASE("a deal is found by number and by id, and an unknown one says what to run") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "CREATED");
  CHECK(move(session, database.value("SELECT \"dealNumber\" FROM deals"), "NEGOTIATING").to == "NEGOTIATING");
  CHECK(move(session, id, "CANCELLED").from == "NEGOTIATING");
  for (const auto* key : {"999999", "cnosuchdeal", "'; DROP TABLE deals; --", "12345678901234567890123"}) {
    CAPTURE(key);
    CHECK(error_of([&] { move(session, key, "CANCELLED"); }).exit() == Exit::not_found);
  }
  CHECK(error_of([&] { move(session, id, "FUNDET"); }).hint().find("Did you mean 'FUNDED'") !=
        std::string::npos);
}

TEST_CASE("a time that is given with an offset is kept as the same moment in UTC") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  auto session = database.session();
  const auto id = insert_deal(database, "POSTING");
  move(session, id, "POSTED", {}, false,
       {{"postedMessageId", "4711"}, {"postedAt", "2026-02-01T12:00:00+02:00"}});
  CHECK(database.value("SELECT \"postedAt\" FROM deals WHERE id = '" + id + "'") == "2026-02-01 10:00:00");
  const auto wrong = insert_deal(database, "POSTING");
  const auto error = error_of([&] {
    move(session, wrong, "POSTED", {}, false, {{"postedMessageId", "4711"}, {"postedAt", "noon"}});
  });
  CHECK(error.code() == code::input_invalid);
  CHECK(error.message() == "postedAt=noon does not fit deals.postedAt");
}

}  // namespace
}  // namespace admctl::test
