// What each recipe writes beyond the incidents that are rehearsed.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "tests/support/drill.hpp"

namespace admctl::test {
namespace {

using Ids = std::set<std::string>;

std::string ledger_of(const Drill& drill, const std::string& deal) {
  return drill.database().value(fmt::format(
      R"(SELECT string_agg(concat_ws(' ', type, status, amount, replace("idempotencyKey", '{0}', '#')), E'\n'
                           ORDER BY "createdAt", "idempotencyKey")
         FROM transactions WHERE "dealId" = '{0}' AND type <> 'DEPOSIT')",
      deal));
}

std::string deal_value(const Drill& drill, const std::string& deal, const std::string& expression) {
  return drill.database().value(fmt::format("SELECT {} FROM deals AS d WHERE d.id = '{}'", expression, deal));
}

std::string events_of(const Drill& drill, const std::string& deal, int newest) {
  return drill.database().value(fmt::format(
      R"(SELECT string_agg(e.type, ' ' ORDER BY e."createdAt") FROM (SELECT type, "createdAt" FROM deal_events
         WHERE "dealId" = '{}' ORDER BY "createdAt" DESC LIMIT {}) AS e)",
      deal, newest));
}

TEST_CASE("a recovered payment leaves deposit, amounts, wallet, history and events as the application would") {
  Drill drill;
  const auto planted = drill.plant("paid-still-waiting");
  const auto& deal = planted.keys.front();
  const auto price = deal_value(drill, deal, "\"agreedPrice\"");
  const auto hash = Drill::fresh_hash("deposit");
  const auto result = drill.recover(planted.records.front(), "paid-still-waiting", {{"txHash", hash}});
  CHECK(
      drill.database().value(fmt::format(
          R"(SELECT concat_ws(' ', type, status, amount, "txHash", "confirmedAt" IS NOT NULL, "fromAddress" IS NOT NULL)
               FROM transactions WHERE "idempotencyKey" = 'deposit-{}')",
          deal)) == fmt::format("DEPOSIT CONFIRMED {} {} t t", price, hash));
  CHECK(deal_value(drill, deal,
                   "concat_ws(' ', status, \"escrowStatus\", \"escrowAmount\" = \"agreedPrice\", "
                   "\"platformFeeAmount\"::numeric + \"publisherAmount\"::numeric)") ==
        "AWAITING_CREATIVE HELD t " + price);
  CHECK(drill.database().value(
            fmt::format(R"(SELECT concat_ws(' ', "isDeployed", "cachedBalance", "lastSyncedAt" IS NULL)
                                              FROM escrow_wallets WHERE "dealId" = '{}')",
                        deal)) == fmt::format("t {} f", price));
  CHECK(events_of(drill, deal, 2) == "STATUS_FUNDED STATUS_AWAITING_CREATIVE");
  CHECK(deal_value(drill, deal,
                   R"(("statusHistory" -> -2 ->> 'timestamp') < ("statusHistory" -> -1 ->> 'timestamp'))") ==
        "t");
  // The deposit is one insert, so that undo and audit show it once.
  int deposits = 0;
  for (const auto& change : result.outcome.changes) deposits += change.table == "transactions";
  CHECK(deposits == 1);
  REQUIRE(result.overridden.size() == 1);
  CHECK_THAT(result.overridden.front(), Catch::StartsWith("deposit_seen: "));
}

TEST_CASE("a failed release is freed for another attempt, each time under the next number") {
  Drill drill;
  const auto planted = drill.plant("publisher-not-paid");
  const auto& deal = planted.keys.front();
  const auto& record = planted.records.front();
  const auto share = deal_value(drill, deal, "\"publisherAmount\"");
  const auto fee = deal_value(drill, deal, "\"platformFeeAmount\"");
  CHECK(drill.applying(record) == Ids{"confirm-release", "retry-release"});
  drill.recover(record, "retry-release");
  CHECK(ledger_of(drill, deal) ==
        fmt::format("RELEASE CANCELLED {} release-#-failed-1\nPLATFORM_FEE CANCELLED {} fee-#-failed-1", share,
                    fee));
  CHECK(deal_value(drill, deal, "\"escrowStatus\"") == "HELD");
  CHECK(drill.broken(record).contains("A08"));
  CHECK(drill.applying(record) == Ids{"confirm-release"});

  // The application tries again, and fails again.
  drill.database().execute(fmt::format(
      R"(INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey")
         VALUES ('again', '{0}', 'RELEASE', 'FAILED', '{1}', 'release-{0}'))",
      deal, share));
  drill.recover(record, "retry-release");
  CHECK(drill.database().value("SELECT \"idempotencyKey\" FROM transactions WHERE id = 'again'") ==
        "release-" + deal + "-failed-2");
}

TEST_CASE("a release whose rows were never written is recorded with new ones") {
  Drill drill;
  const auto planted = drill.plant("publisher-not-paid");
  const auto& deal = planted.keys.front();
  drill.database().execute(
      fmt::format(R"(DELETE FROM transactions WHERE "idempotencyKey" IN ('release-{0}', 'fee-{0}'))", deal));
  drill.recover(planted.records.front(), "confirm-release",
                {{"releaseTxHash", Drill::fresh_hash("share")}, {"feeTxHash", Drill::fresh_hash("fee")}});
  CHECK(drill.broken(planted.records.front()) == Ids{});
  CHECK(
      drill.database().value(fmt::format(
          R"(SELECT string_agg(concat_ws(' ', type, status, "txHash" IS NOT NULL, "confirmedAt" IS NOT NULL), ','
               ORDER BY type) FROM transactions WHERE "dealId" = '{}' AND type <> 'DEPOSIT')",
          deal)) == "RELEASE CONFIRMED t t,PLATFORM_FEE CONFIRMED t t");
}

TEST_CASE("a refund that never got through is freed, and the deal keeps breaking A09 until it is paid") {
  Drill drill;
  const auto planted = drill.plant("cancelled-money-held");
  for (std::size_t i = 0; i < planted.records.size(); ++i) {
    const auto& record = planted.records[i];
    const auto& deal = planted.keys[i];
    CAPTURE(record);
    const bool has_row = !ledger_of(drill, deal).empty();
    CHECK(drill.applying(record).contains("retry-refund") == has_row);
    if (!has_row) {
      drill.database().execute(fmt::format(
          R"(INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey")
             VALUES ('r{0}', '{0}', 'REFUND', 'FAILED', '1', 'refund-{0}'))",
          deal));
    }
    drill.recover(record, "retry-refund");
    CHECK_THAT(ledger_of(drill, deal),
               Catch::Contains("REFUND CANCELLED") && Catch::Contains("refund-#-failed-1"));
    CHECK(deal_value(drill, deal, "concat_ws(' ', status, \"escrowStatus\")") == "CANCELLED HELD");
    CHECK(drill.broken(record) == Ids{"A09"});
  }
}

TEST_CASE("a refund sent a moment ago is left alone") {
  Drill drill;
  const auto planted = drill.plant("cancelled-money-held");
  for (const auto& deal : planted.keys) {
    drill.database().execute(fmt::format(
        R"(DELETE FROM transactions WHERE "idempotencyKey" = 'refund-{0}';
           INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey", "createdAt")
           VALUES ('r{0}', '{0}', 'REFUND', 'PENDING', '1', 'refund-{0}', timezone('UTC', now())))",
        deal));
  }
  CHECK_FALSE(drill.applying(planted.records.front()).contains("retry-refund"));
}

TEST_CASE("a deposit taken back from a live post ends the deal in REFUNDED by one move") {
  Drill drill;
  const auto planted = drill.plant("verification-never-finishes");
  const auto& deal = planted.keys.front();
  const auto& record = planted.records.front();
  drill.database().execute(fmt::format(
      R"(UPDATE deals SET "statusHistory" = (SELECT jsonb_agg(e || jsonb_build_object('timestamp', to_char(
           (e ->> 'timestamp')::timestamp - interval '9 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY n)
           FROM jsonb_array_elements("statusHistory") WITH ORDINALITY AS x (e, n)) WHERE id = '{0}';
         UPDATE escrow_wallets SET status = 'RETIRED' WHERE "dealId" = '{0}')",
      deal));
  drill.recover(record, "record-self-refund", {{"txHash", Drill::fresh_hash("self")}});
  CHECK(deal_value(drill, deal, "concat_ws(' ', status, \"escrowStatus\")") == "REFUNDED REFUNDED");
  CHECK(events_of(drill, deal, 1) == "STATUS_REFUNDED");
  CHECK(deal_value(drill, deal, "\"statusHistory\" -> -2 ->> 'status'") == "POSTED");
  CHECK(drill.broken(record) == Ids{});
}

TEST_CASE("a deposit taken back before the post cancels the deal first") {
  Drill drill;
  const auto planted = drill.plant("advertiser-took-deposit");
  drill.recover(planted.records.front(), "record-self-refund", {{"txHash", Drill::fresh_hash("self")}});
  CHECK(events_of(drill, planted.keys.front(), 2) == "STATUS_CANCELLED STATUS_REFUNDED");
}

TEST_CASE("a dispute is settled as its outcome says") {
  struct Outcome {
    std::string outcome;
    std::string percent;
    std::vector<std::string> inputs;
    std::string state;
    std::string escrow;
    std::string ledger;  // parts of escrowAmount
  };
  const Outcome outcomes[] = {
      {"FULL_REFUND", "NULL", {"txHash"}, "REFUNDED", "REFUNDED", "REFUND 100"},
      {"FULL_RELEASE",
       "NULL",
       {"releaseTxHash", "feeTxHash"},
       "RESOLVED",
       "RELEASED",
       "RELEASE 95, PLATFORM_FEE 5"},
      {"PARTIAL_REFUND",
       "70",
       {"refundTxHash", "releaseTxHash"},
       "RESOLVED",
       "PARTIAL_REFUND",
       "PARTIAL_RELEASE 30, PARTIAL_REFUND 70"},
      {"PARTIAL_RELEASE",
       "20",
       {"refundTxHash", "releaseTxHash"},
       "RESOLVED",
       "PARTIAL_REFUND",
       "PARTIAL_RELEASE 80, PARTIAL_REFUND 20"},
  };
  for (const auto& each : outcomes) {
    CAPTURE(each.outcome, each.percent);
    Drill drill;
    const auto planted = drill.plant("dispute-closed-money-frozen");
    const auto& deal = planted.keys.front();
    const auto& record = planted.records.front();
    drill.database().execute(fmt::format(
        R"(UPDATE disputes SET outcome = '{}', "advertiserRefundPercent" = {} WHERE "dealId" = '{}')",
        each.outcome, each.percent, deal));
    Object given;
    for (const auto& name : each.inputs) given[name] = Drill::fresh_hash(name);
    const auto missing = error_of([&] { drill.recover(record, "settle-dispute"); });
    CHECK(missing.code() == code::recipe_input_missing);
    for (const auto& name : each.inputs) CHECK_THAT(missing.message(), Catch::Contains(name));

    const auto result = drill.recover(record, "settle-dispute", given);
    CHECK(deal_value(drill, deal, "concat_ws(' ', status, \"escrowStatus\")") ==
          each.state + " " + each.escrow);
    CHECK(deal_value(drill, deal, R"((SELECT string_agg(concat_ws(' ', t.type,
            trim_scale(t.amount::numeric * 100 / d."escrowAmount"::numeric)), ', ' ORDER BY t.type)
            FROM transactions t WHERE t."dealId" = d.id AND t.status = 'CONFIRMED' AND t.type <> 'DEPOSIT'))") ==
          each.ledger);
    CHECK(drill.broken(record) == Ids{});
    CHECK(drill.database().value(
              fmt::format("SELECT status FROM deal_chat_bridges WHERE \"dealId\" = '{}'", deal)) == "CLOSED");
    CHECK(drill.database().value(fmt::format(
              R"(SELECT count(*) FROM audit_logs a JOIN disputes x ON x.id = a."resourceId"
                 WHERE a.resource = 'disputes' AND x."dealId" = '{}' AND a.metadata ->> 'recipe' = 'settle-dispute')",
              deal)) == "1");
    CHECK(result.mended.size() == 1);
  }
}

TEST_CASE("a channel goes back to work once its bot has its rights again") {
  Drill drill;
  const auto planted = drill.plant("bot-thrown-out");
  const auto& record = planted.records.front();
  CHECK(drill.applying(record) == Ids{"pause-listings", "reactivate-channel"});
  drill.recover(record, "pause-listings");
  CHECK(drill.applying(record) == Ids{"reactivate-channel"});
  drill.recover(record, "reactivate-channel");
  CHECK(drill.database().value(
            R"(SELECT concat_ws(' ', status, "botIsAdmin", "isVerified", "botPermissions" ->> 'canPost')
                                  FROM channels WHERE id = ')" +
            planted.keys.front() + "'") == "ACTIVE t t true");
  CHECK(drill.broken(record) == Ids{});
}

TEST_CASE("a dropped dispute is not settled by a recipe") {
  Drill drill;
  const auto planted = drill.plant("dispute-closed-money-frozen");
  drill.database().execute("UPDATE disputes SET outcome = 'CANCELLED' WHERE \"dealId\" = '" +
                           planted.keys.front() + "'");
  CHECK_FALSE(drill.applying(planted.records.front()).contains("settle-dispute"));
}

TEST_CASE("a post that is in the channel is recorded with its number and time") {
  Drill drill;
  const auto record =
      "deal/" + drill.database().value("SELECT \"dealNumber\" FROM deals WHERE status = 'POSTING' LIMIT 1");
  const auto deal = drill.key_of(record);
  const auto posted = deal_value(drill, deal, "\"updatedAt\" + interval '1 second'");
  for (const auto& wrong : {std::pair{"0", posted.c_str()}, {"77", "2099-01-01"}, {"77", "1999-01-01"}}) {
    const auto error = error_of([&] {
      drill.recover(record, "mark-posted", {{"postedMessageId", wrong.first}, {"postedAt", wrong.second}});
    });
    CHECK(error.code() == code::recipe_input_refused);
  }
  drill.recover(record, "mark-posted", {{"postedMessageId", "4711"}, {"postedAt", posted}});
  CHECK(
      deal_value(drill, deal, "concat_ws(' ', status, \"postedMessageId\", \"postedAt\" = '" + posted + "')") ==
      "POSTED 4711 t");
  CHECK(drill.broken(record) == Ids{});
}

TEST_CASE("a new time for a post replaces the accepted plan, keeping its terms") {
  Drill drill;
  const auto planted = drill.plant("queue-lost");
  const auto& deal = planted.keys.front();
  const auto terms = deal_value(drill, deal, "\"postingGuaranteeTermHours\"");
  const auto past = error_of([&] {
    drill.recover(planted.records.front(), "reschedule", {{"scheduledTime", "2020-01-01"}});
  });
  CHECK(past.code() == code::recipe_input_refused);
  CHECK(past.detail() == "scheduledTime must be in the future.");
  drill.recover(planted.records.front(), "reschedule", {{"scheduledTime", "2099-01-01T10:00:00"}});
  CHECK(deal_value(drill, deal, "concat_ws(' ', \"scheduledTime\", \"postingPlanAgreedAt\" = \"updatedAt\")") ==
        "2099-01-01 10:00:00 t");
  CHECK(drill.database().value(fmt::format(
            R"(SELECT concat_ws(' ', count(*), min("scheduledAt"), min("guaranteeTermHours"))
               FROM deal_posting_plan_proposals WHERE "dealId" = '{}' AND status = 'ACCEPTED')",
            deal)) == "1 2099-01-01 10:00:00 " + terms);
}

TEST_CASE("a corrected fee recomputes the amounts that are known, and only those") {
  Drill drill;
  const auto planted = drill.plant("wrong-fee-batch");
  for (std::size_t i = 0; i < planted.records.size(); ++i) {
    const auto known = deal_value(drill, planted.keys[i], "\"platformFeeAmount\" IS NOT NULL");
    const auto too_much = error_of([&] {
      drill.recover(planted.records[i], "correct-fee", {{"platformFeeBps", "2001"}});
    });
    CHECK(too_much.code() == code::recipe_input_refused);
    drill.recover(planted.records[i], "correct-fee", {{"platformFeeBps", "500"}});
    CHECK(
        deal_value(drill, planted.keys[i], R"(concat_ws(' ', "platformFeeBps", "platformFeeAmount" IS NOT NULL,
            coalesce("platformFeeAmount"::numeric, 0)
              = CASE WHEN "platformFeeAmount" IS NULL THEN 0 ELSE floor("agreedPrice"::numeric * 500 / 10000) END))") ==
        "500 " + known + " t");
    CHECK(drill.broken(planted.records[i]) == Ids{});
  }
}

TEST_CASE("only a wallet that was replaced is retired, and only against a proof of the refund") {
  Drill drill;
  const auto planted = drill.plant("paid-to-old-address");
  const auto& record = planted.records.front();
  const auto stale =
      drill.database().value("SELECT id FROM escrow_wallets WHERE status = 'LOCKED' AND \"dealId\" = '" +
                             planted.keys.front() + "' ORDER BY \"updatedAt\" DESC LIMIT 1");
  const auto current = deal_value(drill, planted.keys.front(), "\"escrowWalletId\"");
  const auto refused = [&](const std::string& wallet, const std::string& amount) {
    return error_of([&] {
             drill.recover(record, "retire-stale-escrow",
                           {{"walletId", wallet}, {"amount", amount}, {"txHash", Drill::fresh_hash("stale")}});
           }).code() == code::recipe_input_refused;
  };
  CHECK(refused(current, "5"));
  CHECK(refused("nobody", "5"));
  CHECK(refused(stale, "1.5"));
  CHECK(refused(stale, "0"));
  drill.recover(record, "retire-stale-escrow",
                {{"walletId", stale}, {"amount", "5"}, {"txHash", Drill::fresh_hash("stale")}});
  CHECK(drill.database().value("SELECT status FROM escrow_wallets WHERE id = '" + stale + "'") == "RETIRED");
  CHECK(drill.database().value("SELECT status FROM escrow_wallets WHERE id = '" + current + "'") == "ACTIVE");
  CHECK(ledger_of(drill, planted.keys.front()) == "REFUND CONFIRMED 5 refund-stale-#-" + stale);
  CHECK(deal_value(drill, planted.keys.front(), "\"escrowWalletId\"") == current);
}

TEST_CASE("a transaction that the ledger has for something else proves nothing") {
  Drill drill;
  const auto used = drill.database().value("SELECT min(\"txHash\") FROM transactions WHERE type = 'DEPOSIT'");
  const std::pair<std::string, Object> attempts[] = {
      {"paid-still-waiting", {{"txHash", used}}},
      {"half-recorded-funding", {{"txHash", used}}},
      {"publisher-not-paid", {{"releaseTxHash", used}, {"feeTxHash", "new"}}},
      {"cancelled-money-held", {{"txHash", used}}},
      {"advertiser-took-deposit", {{"txHash", used}}},
      {"dispute-closed-money-frozen", {{"releaseTxHash", used}, {"refundTxHash", "new"}}},
  };
  for (const auto& attempt : attempts) {
    const auto& scenario = attempt.first;
    CAPTURE(scenario);
    Drill own;
    const auto planted = own.plant(scenario);
    const auto recipe = admarket().find_scenario(scenario)->recovery.recipe.value_or(scenario);
    const auto error = error_of([&] { own.recover(planted.records.front(), recipe, attempt.second); });
    CHECK(error.code() == code::recipe_input_refused);
    CHECK_THAT(error.detail(), Catch::Contains("in the ledger already"));
  }
  const auto planted = drill.plant("publisher-not-paid");
  const auto same = error_of([&] {
    drill.recover(planted.records.front(), "confirm-release", {{"releaseTxHash", "one"}, {"feeTxHash", "one"}});
  });
  CHECK(same.detail() == "The two payments are two transactions, each with a hash of its own.");
}

}  // namespace
}  // namespace admctl::test
