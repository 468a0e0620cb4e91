// Lists and pages must not slow down with the table: what the server reads is counted on a large one.
#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/party_search.hpp"
#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

constexpr int deals = 100'000;

// Deals of 500 users and 22 states, one made a minute.
void insert_very_many(const TestDatabase& database) {
  insert_parties(database);
  database.execute(fmt::format(R"sql(
    INSERT INTO users (id, "telegramId", username, "firstName", "updatedAt")
    SELECT 'cuser' || lpad(n::text, 20, '0'), 1000 + n, 'user_' || n, 'U', '2026-01-01'
    FROM generate_series(1, 500) AS n;
    INSERT INTO deals (id, "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                       status, "createdAt", "updatedAt", "statusHistory")
    SELECT 'c' || md5(n::text), 'cuser' || lpad((1 + n % 500)::text, 20, '0'), 'cpublisher000000000000001',
           'cchannel00000000000000001', 'DIRECT', 'cformat000000000000000001', '5000000000',
           (enum_range(NULL::"DealStatus"))[1 + n % 22], created, created,
           jsonb_build_array(jsonb_build_object('status', (enum_range(NULL::"DealStatus"))[1 + n % 22],
             'timestamp', to_char(created, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'actor', 'SYSTEM'))
    FROM generate_series(1, {}) AS n, LATERAL (SELECT timestamp '2026-01-01' + n * interval '1 minute' AS created) AS c;
    ANALYZE deals; ANALYZE users;)sql",
                               deals));
}

struct Cost {
  double rows = 0;                 // read from tables and indexes, also those that a filter then dropped
  std::vector<std::string> scans;  // of tables as a whole
};

double number(const Value& value) {
  if (const auto* whole = value.as_int()) return static_cast<double>(*whole);
  const auto* real = value.as_double();
  return real ? *real : 0;
}

void add_cost(const Value& node, Cost& cost) {
  const auto type = node.at("Node Type").string_or("");
  if (type == "Seq Scan") cost.scans.push_back(node.at("Relation Name").string_or("?"));
  const bool reads_table = !node.at("Relation Name").is_null() || !node.at("Index Name").is_null();
  if (reads_table) {
    const auto read = number(node.at("Actual Rows")) + number(node.at("Rows Removed by Filter")) +
                      number(node.at("Rows Removed by Index Recheck"));
    cost.rows += read * number(node.at("Actual Loops"));
  }
  if (const auto* plans = node.at("Plans").as_array()) {
    for (const auto& plan : *plans) add_cost(plan, cost);
  }
}

Cost explained(pg::Transaction& tx, const lifecycle::Query& query) {
  const auto text = tx.value("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + query.sql, query.params);
  const auto plans = parse_json(text.value_or("[]"));
  Cost cost;
  add_cost(plans.as_array()->front().at("Plan"), cost);
  return cost;
}

Cost cost_of(const TestDatabase& database, const lifecycle::ListRequest& request) {
  return inspecting(database, [&](pg::Transaction& tx) {
    return explained(tx, lifecycle::list_query(tx, inspected_pack(), deal_kind(), request));
  });
}

TEST_CASE("lists of a large table read index ranges of the size of the answer") {
  const TestDatabase database{Template::migrated};
  insert_very_many(database);
  struct Case {
    std::string name;
    lifecycle::ListRequest request;
    double most;
  };
  // A page is 51 rows: one more than shown tells that there are more. One page per branch, and some that a
  // filter drops.
  constexpr double page = 51;
  std::vector<Case> cases;
  const auto add = [&](std::string name, double most) -> lifecycle::ListRequest& {
    cases.push_back({std::move(name), {}, most});
    return cases.back().request;
  };
  add("newest first", 22 * page + 100);
  add("one state", page + 10).filter.states = {"FUNDED"};
  add("two states", 2 * page + 10).filter.states = {"FUNDED", "CREATED"};
  add("the complement", 21 * page + 100).filter.not_states = {"FUNDED"};
  add("stuck", 10 * page + 100).filter.stuck = true;
  add("stuck for an age", 18 * page + 100).filter.stuck_age = std::chrono::hours{2};
  add("since", 22 * page + 100).filter.since = parse_time("2026-03-10T10:30:00Z");
  add("until", 22 * page + 100).filter.until = parse_time("2026-01-03");
  add("a party", 1000).filter.party = "@user_77";
  auto& party = add("a party in a state", 1000).filter;
  party.party = "@user_77";
  party.states = {"FUNDED"};
  add("a number", 60).filter.where = {"dealNumber=77777"};
  add("by number", page + 10).sort = "-label";
  add("by key", page + 10).sort = "key";
  add("oldest first", 22 * page + 100).sort = "created";
  for (const auto& each : cases) {
    INFO(each.name);
    const auto cost = cost_of(database, each.request);
    CHECK(cost.rows <= each.most);
    // Of the table that grows; users are looked up by a name that has no index.
    CHECK(std::ranges::find(cost.scans, "deals") == cost.scans.end());
  }
}

TEST_CASE("the hundredth page of a list costs what the first one does") {
  const TestDatabase database{Template::migrated};
  insert_very_many(database);
  for (const auto* sort : {"-created", "-label", "key"}) {
    INFO(sort);
    lifecycle::ListRequest request;
    request.sort = sort;
    request.limit = 50;
    // The place of a row in the middle of the table, as a list of one row after it gives it.
    auto until = request;
    until.filter.until = parse_time("2026-02-05");
    until.limit = 1;
    request.after = list(database, until).next;
    REQUIRE(request.after);
    const auto cost = cost_of(database, request);
    CHECK(cost.rows <= 22 * 51 + 100);
    CHECK(cost.scans.empty());
    CHECK(keys(list(database, request)).size() == 50);
  }
}

TEST_CASE("a record of a large table is found by an index, by number, key and beginning of a key") {
  const TestDatabase database{Template::migrated};
  insert_very_many(database);
  const auto id = database.value("SELECT id FROM deals WHERE \"dealNumber\" = 4321");
  for (const auto& given : {std::string{"4321"}, id, id.substr(0, 12)}) {
    INFO(given);
    const auto read = inspecting(database, [&](pg::Transaction& tx) {
      const auto scanned = [&] {
        return tx.query("SELECT pg_stat_get_xact_tuples_returned('deals'::regclass)").front().integer(0);
      };
      const auto before = scanned();
      CHECK(lifecycle::find_key(tx, admarket(), deal_kind(), given) == id);
      return scanned() - before;
    });
    // Rows that sequential scans returned.
    CHECK(read == 0);
  }
}

// More than 8 MiB of them.
void insert_wallets(const TestDatabase& database) {
  database.execute(R"sql(
    INSERT INTO escrow_wallets (id, address, "dealId", "createdAt", "updatedAt")
    SELECT 'cwallet' || lpad(n::text, 18, '0'), repeat('E', 60) || n, 'cdeal' || n, timestamp '2026-01-01' - n * interval '1 minute',
           '2026-01-01' FROM generate_series(1, 60000) AS n;
    ANALYZE escrow_wallets;)sql");
}

TEST_CASE("a large table whose newest rows no index gives is listed by its key") {
  const TestDatabase database{Template::migrated};
  insert_wallets(database);
  const auto& pack = inspected_pack();
  const auto& escrow = *pack.find_kind("escrow");
  lifecycle::ListRequest request;
  request.limit = 2;
  const auto listed = [&] {
    return inspecting(database,
                      [&](pg::Transaction& tx) { return lifecycle::list_records(tx, pack, escrow, request); });
  };

  const auto first = listed();
  CHECK(first.by_key);
  CHECK(keys(first) == std::vector<std::string>{"cwallet000000000000060000", "cwallet000000000000059999"});
  const auto cost = inspecting(database, [&](pg::Transaction& tx) {
    return explained(tx, lifecycle::list_query(tx, pack, escrow, request));
  });
  CHECK(cost.rows <= 10);
  CHECK(cost.scans.empty());
  request.after = first.next;
  CHECK(keys(listed()) == std::vector<std::string>{"cwallet000000000000059998", "cwallet000000000000059997"});

  request.after = {};
  request.sort = "-created";
  CHECK(keys(listed()).front() == "cwallet000000000000000001");
  request.sort = {};
  database.execute("CREATE INDEX ON escrow_wallets (\"createdAt\")");
  CHECK_FALSE(listed().by_key);
  CHECK(keys(listed()).front() == "cwallet000000000000000001");
}

TEST_CASE("a party is looked up by an index, and by a column without one only when no other names it") {
  const TestDatabase database{Template::migrated};
  insert_very_many(database);
  const auto read_for = [&](const char* given) {
    return inspecting(database, [&](pg::Transaction& tx) {
      const auto read = [&] {
        return tx.query("SELECT pg_stat_get_xact_tuples_returned('users'::regclass)").front().integer(0);
      };
      const auto before = read();
      CHECK(lifecycle::find_party(tx, admarket(), deal_kind(), given).size() == 2);
      return read() - before;
    });
  };
  CHECK(read_for("1077") == 0);
  CHECK(read_for("cuser00000000000000000077") == 0);
  // Advertiser and publisher are the same table: read once.
  const auto users = std::stoll(database.value("SELECT count(*) FROM users"));
  CHECK(read_for("@user_77") == users);
}

}  // namespace
}  // namespace admctl::test
