#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

using Keys = std::vector<std::string>;

// Three deals, the newest last; the second one of other parties.
struct Deals {
  TestDatabase database{Template::migrated};
  std::string first;
  std::string second;
  std::string third;

  Deals() {
    insert_parties(database);
    database.execute(R"sql(
      INSERT INTO users (id, "telegramId", username, "firstName", "updatedAt") VALUES
        ('cuser0000000000000000bob', 4242, 'bob_b', 'Bob', '2026-01-01');
    )sql");
    first = insert_deal(database, "CREATED");
    second = insert_deal(database, "FUNDED");
    third = insert_deal(database, "CREATED");
    set(first, R"("createdAt" = '2026-03-01 00:00:00')");
    set(second, R"("createdAt" = '2026-03-02 00:00:00', "advertiserId" = 'cuser0000000000000000bob')");
    set(third, R"("createdAt" = '2026-03-03 00:00:00')");
  }

  void set(const std::string& id, const std::string& columns) const {
    database.execute(fmt::format("UPDATE deals SET {} WHERE id = '{}'", columns, id));
  }
  Keys found(std::vector<std::string> conditions) const {
    return keys(list(database, where(std::move(conditions))));
  }
  Error refused(std::vector<std::string> conditions) const {
    return refusal_of([&] { list(database, where(std::move(conditions))); });
  }
};

lifecycle::Filter states(std::vector<std::string> of, std::vector<std::string> not_of = {}) {
  lifecycle::Filter filter;
  filter.states = std::move(of);
  filter.not_states = std::move(not_of);
  return filter;
}

TEST_CASE("a list is newest first and knows when it is whole") {
  const Deals deals;
  const auto all = list(deals.database, {});
  CHECK(keys(all) == Keys{deals.third, deals.second, deals.first});
  CHECK_FALSE(all.next);
  CHECK(all.unindexed.empty());
}

TEST_CASE("states are chosen and left out, also both at once") {
  const Deals deals;
  const auto& db = deals.database;
  CHECK(keys(list(db, filtered(states({"CREATED"})))) == Keys{deals.third, deals.first});
  CHECK(keys(list(db, filtered(states({"CREATED", "FUNDED"})))).size() == 3);
  CHECK(keys(list(db, filtered(states({}, {"CREATED"})))) == Keys{deals.second});
  CHECK(keys(list(db, filtered(states({"CREATED", "FUNDED"}, {"CREATED"})))) == Keys{deals.second});
  CHECK(keys(list(db, filtered(states({"FUNDED"}, {"FUNDED"})))).empty());
  CHECK(keys(list(db, filtered(states({"DISPUTED"})))).empty());
  const auto error = refusal_of([&] { list(db, filtered(states({}, {"FUNDE"}))); });
  CHECK(error.code() == code::unknown_state);
  CHECK(error.hint().find("'FUNDED'") != std::string::npos);
}

TEST_CASE("the created column is bounded from below, inclusively, and from above, exclusively") {
  const Deals deals;
  lifecycle::Filter filter;
  filter.since = parse_time("2026-03-02");
  CHECK(keys(list(deals.database, filtered(filter))) == Keys{deals.third, deals.second});
  filter.until = parse_time("2026-03-03");
  CHECK(keys(list(deals.database, filtered(filter))) == Keys{deals.second});
  filter.states = {"CREATED"};
  CHECK(keys(list(deals.database, filtered(filter))).empty());
}

TEST_CASE("stuck means longer in the state than its limit, counted from the last history entry") {
  const Deals deals;
  const auto& db = deals.database;
  lifecycle::Filter stuck;
  stuck.stuck = true;
  // FUNDED has no limit; both CREATED entered their state in February.
  CHECK(keys(list(db, filtered(stuck))) == Keys{deals.third, deals.first});
  deals.set(deals.first,
            R"("statusHistory" = "statusHistory" || jsonb_build_object('status', 'CREATED', 'timestamp',
                                to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))");
  CHECK(keys(list(db, filtered(stuck))) == Keys{deals.third});
  deals.set(deals.third, R"("createdAt" = now() AT TIME ZONE 'UTC')");
  CHECK(keys(list(db, filtered(stuck))).empty());

  lifecycle::Filter aged;
  aged.stuck_age = std::chrono::hours{1};
  CHECK(keys(list(db, filtered(aged))) == Keys{deals.second});
  deals.set(deals.second, "status = 'COMPLETED'");
  CHECK(keys(list(db, filtered(aged))).empty());
}

TEST_CASE("a state that the lifecycle does not know is listed, and left out by no accident") {
  const Deals deals;
  deals.database.execute("ALTER TYPE \"DealStatus\" ADD VALUE 'PARKED'");
  deals.set(deals.second, "status = 'PARKED'");
  CHECK(keys(list(deals.database, {})).size() == 3);
  CHECK(keys(list(deals.database, filtered(states({}, {"CREATED"})))) == Keys{deals.second});
}

TEST_CASE("conditions on columns compare by the column's type") {
  const Deals deals;
  deals.set(deals.first, R"("agreedPrice" = '9000000000', "postedMessageId" = 9, notes = '')");
  deals.set(deals.second, R"("agreedPrice" = '12500000000', "postedMessageId" = 10, notes = NULL)");
  deals.set(deals.third, R"("agreedPrice" = '100000000000', "postedMessageId" = NULL)");
  CHECK(deals.found({"postedMessageId>9"}) == Keys{deals.second});
  CHECK(deals.found({"postedMessageId>=9"}) == Keys{deals.second, deals.first});
  CHECK(deals.found({"postedMessageId!=9"}) == Keys{deals.third, deals.second});
  CHECK(deals.found({"postedMessageId=null"}) == Keys{deals.third});
  CHECK(deals.found({"postedMessageId!=null", "postedMessageId<10"}) == Keys{deals.first});
  CHECK(deals.found({"status=FUNDED"}) == Keys{deals.second});
  CHECK(deals.found({"status!=FUNDED"}) == Keys{deals.third, deals.first});
  CHECK(deals.found({"createdAt<2026-03-02"}) == Keys{deals.first});
  CHECK(deals.found({"notes="}) == Keys{deals.second, deals.first});
  CHECK(deals.found({"notes!="}) == Keys{deals.third});
  CHECK(deals.found({"notes=null"}) == Keys{deals.second});
  CHECK(deals.found({" postedMessageId =9"}) == Keys{deals.first});
}

TEST_CASE("money is compared as an amount, in the column's units or its own") {
  const Deals deals;
  deals.set(deals.first, R"("agreedPrice" = '9000000000')");
  deals.set(deals.third, R"("agreedPrice" = 'twelve')");
  CHECK(deals.found({"agreedPrice>9000000000"}) == Keys{deals.second});
  CHECK(deals.found({"agreedPrice=12.5TON"}) == Keys{deals.second});
  CHECK(deals.found({"agreedPrice<=9 ton"}) == Keys{deals.first});
  CHECK(deals.found({"agreedPrice!=9TON"}) == Keys{deals.third, deals.second});
  for (const auto* wrong : {"agreedPrice=12.5EUR", "agreedPrice>cheap", "agreedPrice=0.0000000001TON",
                            "agreedPrice=TON", "agreedPrice=1e9"}) {
    INFO(wrong);
    const auto error = deals.refused({wrong});
    CHECK(error.code() == code::usage);
    CHECK(error.message().find("not an amount of money") != std::string::npos);
  }
}

TEST_CASE("quotes, wildcards and backslashes in a value are only characters") {
  const Deals deals;
  const std::vector<std::string> values{"it's",   "100%",  "a_b",           "\\",    "'; DROP TABLE deals; --",
                                        "$1",     "\"x\"", "a=b",           "<b>",   "naïve 🧑‍💻",
                                        "%s {0}", " x ",   "line\nbreak\t", "null!", "a,b"};
  for (const auto& value : values) {
    INFO(value);
    {
      auto session = deals.database.session();
      pg::Transaction tx{session};
      tx.query("UPDATE deals SET notes = $1 WHERE id = $2", {value, deals.second});
      tx.commit();
    }
    CHECK(deals.found({"notes=" + value}) == Keys{deals.second});
    CHECK(deals.found({"notes!=" + value}) == Keys{deals.third, deals.first});
  }
  deals.set(deals.first, "notes = 'aXb'");
  CHECK(deals.found({"notes=a_b"}).empty());
}

TEST_CASE("a value that is not of the column's type is refused with the type's name") {
  const Deals deals;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"dealNumber=many", "'many' is not an integer"},
      {"dealNumber=99999999999999999999", "'99999999999999999999' is not an integer"},
      {"dealNumber=1.5", "'1.5' is not an integer"},
      {"createdAt>yesterdayish", "'yesterdayish' is not a timestamp without time zone"},
      {"metadata={x", "'{x' is not a jsonb"},
      {"status=FUNDE", "'FUNDE' is not a \"DealStatus\""},
      {"dealNumber<", "'' is not an integer"},
  };
  for (const auto& [condition, message] : cases) {
    INFO(condition);
    const auto error = deals.refused({condition});
    CHECK(error.code() == code::usage);
    CHECK(error.message() == message);
  }
  CHECK(deals.refused({"status=FUNDE"}).hint().find("Did you mean 'FUNDED'?") != std::string::npos);
}

TEST_CASE("what is no condition, no column or no order is refused") {
  const Deals deals;
  CHECK(deals.refused({"notes"}).message() == "'notes' is not a condition");
  CHECK(deals.refused({"=5"}).message() == "'=5' is not a condition");
  CHECK(deals.refused({"notes~x"}).message() == "'notes~x' is not a condition");
  const auto unknown = deals.refused({"dealNumbr=5"});
  CHECK(unknown.message() == "deals has no column 'dealNumbr'");
  CHECK(unknown.hint().find("'dealNumber'") != std::string::npos);
  CHECK(deals.refused({"id\"; DROP TABLE deals; --=5"}).code() == code::usage);
  CHECK(deals.refused({"status<FUNDED"}).message() == "the values of status have no order");
  CHECK(deals.database.value("SELECT count(*) FROM deals") == "3");
}

TEST_CASE("a party is found by key and by every name, and records by every column it may be in") {
  const Deals deals;
  const auto of = [&](const std::string& party) {
    lifecycle::Filter filter;
    filter.party = party;
    return filter;
  };
  for (const auto* name : {"cuser0000000000000000bob", "4242", "bob_b", "@bob_b"}) {
    INFO(name);
    CHECK(keys(list(deals.database, filtered(of(name)))) == Keys{deals.second});
  }
  // The publisher of all three; who is on both sides of one deal is listed once.
  deals.set(deals.first, R"("advertiserId" = 'cpublisher000000000000001')");
  CHECK(keys(list(deals.database, filtered(of("2")))) == Keys{deals.third, deals.second, deals.first});
  auto both = of("2");
  both.states = {"CREATED"};
  both.where = {"advertiserId=cpublisher000000000000001"};
  CHECK(keys(list(deals.database, filtered(both))) == Keys{deals.first});
  auto without = of("2");
  without.not_states = {"CREATED"};
  CHECK(keys(list(deals.database, filtered(without))) == Keys{deals.second});
  const auto error = refusal_of([&] { list(deals.database, filtered(of("bob_c"))); });
  CHECK(error.code() == code::no_such_party);
  CHECK(error.exit() == Exit::not_found);
  CHECK(error.hint().find("bob_b") != std::string::npos);
  for (const auto* strange : {"%", "_____", "'", "99999999999999999999999", "@"}) {
    INFO(strange);
    CHECK(refusal_of([&] { list(deals.database, filtered(of(strange))); }).code() == code::no_such_party);
  }
}

TEST_CASE("records that break an invariant are listed by its id") {
  const Deals deals;
  lifecycle::Filter filter;
  filter.problem = "A99";
  const auto error = refusal_of([&] { list(deals.database, filtered(filter)); });
  CHECK(error.code() == code::unknown_invariant);

  auto pack = admarket();
  platform::Invariant sample;
  sample.id = "sample";
  platform::InvariantCheck own;
  own.kind = "deal";
  own.table = "deals";
  own.violated = R"(r."platformFeeBps" > 500)";
  platform::InvariantCheck owned;
  owned.table = "creatives";
  owned.violated = R"(r."version" > 1)";
  owned.owner_kind = "deal";
  owned.owner_key = R"(r."dealId")";
  sample.checks = {own, owned};
  pack.invariants = {sample};
  deals.set(deals.first, R"("platformFeeBps" = 501)");
  deals.database.execute("UPDATE creatives SET version = 2 WHERE \"dealId\" = '" + deals.third + "'");
  filter.problem = "sample";
  const auto broken = [&](lifecycle::Filter wanted) {
    return inspecting(deals.database, [&](pg::Transaction& tx) {
      return keys(lifecycle::list_records(tx, pack, *pack.find_kind("deal"), filtered(std::move(wanted))));
    });
  };
  CHECK(broken(filter) == Keys{deals.third, deals.first});
  filter.where = {"platformFeeBps=500"};
  CHECK(broken(filter) == Keys{deals.third});
}

TEST_CASE("a column without an index is named, one with an index is not") {
  const Deals deals;
  CHECK(list(deals.database, where({"notes=x"})).unindexed == Keys{"notes"});
  CHECK(list(deals.database, where({"notes=x", "dealNumber=1"})).unindexed.empty());
  auto sorted = lifecycle::ListRequest{};
  sorted.sort = "updated";
  CHECK(list(deals.database, sorted).unindexed == Keys{"updatedAt"});
  sorted.sort = "-label";
  CHECK(list(deals.database, sorted).unindexed.empty());
}

}  // namespace
}  // namespace admctl::test
