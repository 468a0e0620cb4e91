// Every incident of the marketplace: planted on a seeded database, found, mended by its recipe, and undone.
#include <algorithm>

#include <catch2/catch.hpp>

#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/text.hpp"
#include "tests/integration/recover/drill.hpp"

namespace admctl::test {
namespace {

using Ids = std::set<std::string>;

// One incident: what it breaks, what mends it, and what remains broken after that, as documented.
struct Incident {
  std::string scenario;
  std::size_t at_most;  // records
  std::string symptom;  // SQL over d, the record: true for every one that is planted
  Ids broken;
  std::string recipe;
  std::vector<std::string> inputs;  // hashes that the recipe takes
  Object given;                     // and other values
  std::string state;                // after the recipe
  Ids remains;
};

const Incident incidents[] = {
    {"paid-still-waiting",
     1,
     R"(d.status = 'AWAITING_PAYMENT' AND d."escrowStatus" = 'PENDING'
        AND d."updatedAt" < timezone('UTC', now()) - interval '5 days'
        AND EXISTS (SELECT FROM escrow_wallets w WHERE w.id = d."escrowWalletId" AND w."lastSyncedAt" IS NULL))",
     {"A15"},
     "paid-still-waiting",
     {"txHash"},
     {},
     "AWAITING_CREATIVE",
     {}},
    {"half-recorded-funding",
     1,
     R"(d.status = 'FUNDED' AND d."escrowStatus" = 'PENDING' AND d."escrowAmount" IS NULL
        AND 'STATUS_FUNDED' = (SELECT e.type FROM deal_events e WHERE e."dealId" = d.id
                               ORDER BY e."createdAt" DESC LIMIT 1))",
     {"A05", "A06"},
     "half-recorded-funding",
     {"txHash"},
     {},
     "AWAITING_CREATIVE",
     {}},
    {"publisher-not-paid",
     3,
     R"(d.status = 'COMPLETED' AND d."escrowStatus" = 'HELD'
        AND 2 = (SELECT count(*) FROM transactions t WHERE t."idempotencyKey" IN ('release-' || d.id, 'fee-' || d.id)
                 AND t.status = 'FAILED' AND t."errorMessage" IS NOT NULL AND t."retryCount" = 1))",
     {"A08"},
     "confirm-release",
     {"releaseTxHash", "feeTxHash"},
     {},
     "COMPLETED",
     {}},
    {"cancelled-money-held",
     2,
     R"(d.status = 'CANCELLED' AND d."escrowStatus" = 'HELD'
        AND NOT EXISTS (SELECT FROM transactions t WHERE t."idempotencyKey" = 'refund-' || d.id
                        AND (t.status <> 'PENDING' OR t."createdAt" > timezone('UTC', now()) - interval '1 day')))",
     {"A09"},
     "confirm-refund",
     {"txHash"},
     {},
     "REFUNDED",
     {}},
    {"paid-to-old-address",
     1,
     R"(d.status = 'AWAITING_PAYMENT' AND d."metadata" -> 'escrowValidation' ? 'lastInvalidReason'
        AND 1 = (SELECT count(*) FROM escrow_wallets w WHERE w."dealId" = d.id AND w.status = 'LOCKED'
                 AND w.id <> d."escrowWalletId")
        AND EXISTS (SELECT FROM deal_events e WHERE e."dealId" = d.id AND e.type = 'ESCROW_FIRST_FUNDING_INVALID')
        AND EXISTS (SELECT FROM transactions t WHERE t."dealId" = d.id AND t.status = 'FAILED'
                    AND t."idempotencyKey" LIKE 'refund-stale-%'))",
     {},
     "retire-stale-escrow",
     {"txHash"},
     {{"amount", "2000000000"}},
     "AWAITING_PAYMENT",
     {}},
    {"verification-never-finishes",
     1,
     R"(d.status = 'POSTED' AND d."postedAt" + make_interval(hours => d."postingGuaranteeTermHours")
                                < timezone('UTC', now())
        AND NOT EXISTS (SELECT FROM user_telegram_sessions s WHERE s.user_id = d."channelOwnerId"
                        AND s.status = 'AUTHORIZED'))",
     {"A15"},
     "finish-verification",
     {},
     {{"evidence", "screenshot 12 of support"}},
     "COMPLETED",
     {}},
    {"bot-thrown-out",
     1,
     R"(d.status = 'SUSPENDED' AND NOT d."botIsAdmin"
        AND EXISTS (SELECT FROM listings l WHERE l."channelId" = d.id AND l.status = 'ACTIVE')
        AND EXISTS (SELECT FROM deals x WHERE x."channelId" = d.id AND x.status = 'SCHEDULED'
                    AND x."scheduledTime" < timezone('UTC', now())))",
     {"A24"},
     "pause-listings",
     {},
     {},
     "SUSPENDED",
     {}},
    {"queue-lost",
     5,
     R"(d.status = 'SCHEDULED' AND d."scheduledTime" < timezone('UTC', now())
        AND NOT EXISTS (SELECT FROM deal_events e WHERE e."dealId" = d.id AND e.type = 'STATUS_POSTING')
        AND EXISTS (SELECT FROM creatives k WHERE k."dealId" = d.id AND k.status = 'APPROVED'))",
     {},
     "reschedule",
     {},
     {{"scheduledTime", "2099-01-01 10:00:00"}},
     "SCHEDULED",
     {}},
    {"nothing-expires",
     5,
     R"(d."updatedAt" > timezone('UTC', now()) - interval '2 days' AND d.metadata ? 'timeoutWarningSent'
        AND (d."statusHistory" -> -1 ->> 'timestamp')::timestamp < timezone('UTC', now()) - interval '14 days')",
     {},
     "expire-overdue",
     {},
     {},
     "EXPIRED",
     {}},
    {"advertiser-took-deposit",
     1,
     R"(d.status = 'SCHEDULED' AND d."escrowStatus" = 'HELD'
        AND EXISTS (SELECT FROM jsonb_array_elements(d."statusHistory") AS e WHERE e ->> 'status' = 'FUNDED'
                    AND (e ->> 'timestamp')::timestamp < timezone('UTC', now()) - interval '7 days')
        AND EXISTS (SELECT FROM escrow_wallets w WHERE w.id = d."escrowWalletId" AND w.status = 'RETIRED'
                    AND w."cachedBalance"::numeric < 100000000))",
     {"A20"},
     "record-self-refund",
     {"txHash"},
     {},
     "REFUNDED",
     {}},
    {"dispute-closed-money-frozen",
     2,
     R"(d.status = 'DISPUTED' AND d."escrowStatus" = 'HELD'
        AND EXISTS (SELECT FROM disputes x WHERE x."dealId" = d.id AND x.status = 'RESOLVED'
                    AND x.outcome IS NOT NULL)
        AND 1 = (SELECT count(*) FROM transactions t WHERE t."dealId" = d.id))",
     {"A22"},
     "settle-dispute",
     {"refundTxHash", "releaseTxHash"},
     {},
     "RESOLVED",
     {}},
    {"wrong-fee-batch",
     5,
     R"(d."escrowStatus" = 'NONE' AND d."platformFeeBps" = 250
        AND 500 = (SELECT (c.value #>> '{}')::int FROM system_config c WHERE c.key = 'platform_fee_bps'))",
     {},
     "correct-fee",
     {},
     {{"platformFeeBps", "500"}},
     "",
     {}},
};

Object inputs_for(Drill& drill, const Incident& incident, const std::string& record) {
  auto given = incident.given;
  for (const auto& name : incident.inputs) given[name] = Drill::fresh_hash(record + name);
  if (incident.recipe == "retire-stale-escrow") {
    given["walletId"] =
        drill.database().value("SELECT id FROM escrow_wallets WHERE status = 'LOCKED' AND \"dealId\" = '" +
                               drill.key_of(record) + "'");
  }
  return given;
}

std::string of_record(const Drill& drill, const seed::Planted& planted, std::size_t i, const std::string& sql) {
  const auto& table = admarket().find_kind(planted.scenario->kind)->table;
  return drill.database().value("SELECT " + sql + " FROM " + table + " AS d WHERE d.id = '" + planted.keys[i] +
                                "'");
}

TEST_CASE(
    "every incident is planted as it happens, mended by its recipe, and both are taken back by one undo each") {
  for (const auto& incident : incidents) {
    CAPTURE(incident.scenario);
    Drill drill;
    const auto healthy = drill.rows();
    const auto planted = drill.plant(incident.scenario);
    REQUIRE(!planted.records.empty());
    CHECK(planted.records.size() <= incident.at_most);
    const auto sick = drill.rows();
    CHECK(sick != healthy);

    const auto sick_records = drill.verify(incident.scenario);
    CHECK(sick_records.size() == planted.records.size());
    CHECK(std::ranges::none_of(sick_records, &seed::PlantedRecord::recovered));

    std::vector<std::string> operations;
    for (std::size_t i = 0; i < planted.records.size(); ++i) {
      const auto& record = planted.records[i];
      CAPTURE(record);
      CHECK(of_record(drill, planted, i, "(" + incident.symptom + ") IS TRUE") == "t");
      const auto broken = drill.broken(record);
      for (const auto& id : incident.broken) CHECK(broken.contains(id));
      CHECK(drill.applying(record).contains(incident.recipe));

      const auto result = drill.recover(record, incident.recipe, inputs_for(drill, incident, record));
      operations.push_back(result.outcome.operation.id);
      CHECK(drill.broken(record) == incident.remains);
      CHECK_FALSE(drill.applying(record).contains(incident.recipe));
      if (!incident.state.empty()) CHECK(result.to == incident.state);
      CHECK(of_record(drill, planted, i, "d.status") == result.to);
    }
    CHECK(drill.rows() != sick);
    CHECK(std::ranges::all_of(drill.verify(incident.scenario), &seed::PlantedRecord::recovered));
    while (!operations.empty()) {
      drill.undo(operations.back());
      operations.pop_back();
    }
    CHECK(drill.rows() == sick);
    CHECK(drill.verify(incident.scenario) == sick_records);
    drill.undo(planted.outcome.operation.id);
    CHECK(drill.rows() == healthy);
    for (const auto& record : drill.verify(incident.scenario)) CHECK(record.undone_by.has_value());
  }
}

TEST_CASE("a scenario about many is planted into as many records as there are, and reports them all") {
  Drill drill;
  const auto scheduled = drill.database().value("SELECT count(*) FROM deals WHERE status = 'SCHEDULED'");
  const auto planted = drill.plant("queue-lost");
  CHECK(std::to_string(planted.records.size()) == scheduled);
  CHECK(planted.outcome.operation.summary.at("records") == Value{to_array(planted.records)});
  CHECK(planted.outcome.operation.summary.at("subject") == Value{planted.records.front()});
  CHECK(drill.database().value("SELECT count(*) FROM admctl.operation WHERE kind = 'seed.scenario'") == "1");
  const auto again = error_of([&] {
    drill.database().execute("UPDATE deals SET status = 'POSTING' WHERE status = 'SCHEDULED'");
    drill.plant("queue-lost");
  });
  CHECK(again.code() == code::no_such_record);
  CHECK(again.message() == "no deal is in SCHEDULED as the scenario needs");
}

TEST_CASE("verifying an incident that was never planted is not found, and says how to plant it") {
  Drill drill;
  const auto error = error_of([&] { drill.verify("queue-lost"); });
  CHECK(error.code() == code::never_planted);
  CHECK(error.hint() == "plant it first: admctl seed scenario queue-lost");
  drill.plant("paid-still-waiting");
  CHECK(error_of([&] { drill.verify("queue-lost"); }).code() == code::never_planted);
}

TEST_CASE("an incident of several records is recovered when the last of them is") {
  Drill drill;
  const auto planted = drill.plant("publisher-not-paid");
  REQUIRE(planted.records.size() > 1);
  drill.recover(planted.records.front(), "confirm-release",
                {{"releaseTxHash", Drill::fresh_hash("a")}, {"feeTxHash", Drill::fresh_hash("b")}});
  const auto records = drill.verify("publisher-not-paid");
  CHECK(std::ranges::count_if(records, &seed::PlantedRecord::recovered) == 1);
  const auto open = std::ranges::find_if(records, [](const auto& record) { return !record.recovered(); });
  REQUIRE(open->remains.size() == 2);
  CHECK_THAT(open->remains[0], Catch::StartsWith("still breaks A08"));
  CHECK_THAT(open->remains[1], Catch::StartsWith("recipe confirm-release still applies: "));
}

TEST_CASE("a planted incident leaves the other deals of the database as they were") {
  const Drill untouched;
  for (const auto& scenario : admarket().scenarios) {
    if (scenario.kind != "deal") continue;
    CAPTURE(scenario.name);
    Drill drill;
    const auto planted = drill.plant(scenario.name);
    const auto others = "SELECT string_agg(d::text, '' ORDER BY d.id) FROM deals d WHERE d.id <> ALL ('{" +
                        join(planted.keys, ",") + "}')";
    CHECK(drill.database().value(others) == untouched.database().value(others));
  }
}

}  // namespace
}  // namespace admctl::test
