#include "lib/lifecycle/page.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/lifecycle/page_data.hpp"
#include "lib/lifecycle/transition.hpp"
#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

const Table* table_of(const Report& report, std::string_view key) {
  for (const auto& section : report.sections) {
    if (section.key == key) return std::get_if<Table>(&section.body);
  }
  return nullptr;
}

Value field_of(const Report& report, std::string_view key) {
  for (const auto& field : std::get<std::vector<Field>>(report.sections.front().body)) {
    if (field.key == key) return field.cell.value;
  }
  return "no such field";
}

std::string text_section(const Report& report, std::string_view key) {
  for (const auto& section : report.sections) {
    if (section.key == key) return std::get<std::string>(section.body);
  }
  return {};
}

// What machines get of a row's cell.
Value cell(const Table& table, std::size_t row, std::string_view column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].key == column) return table.rows.at(row)[i].value;
  }
  return "no such column";
}

std::string shown(const Table& table, std::size_t row, std::string_view column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& found = table.rows.at(row)[i];
    if (table.columns[i].key == column) return found.display.value_or(found.value.string_or(""));
  }
  return "no such column";
}

Report page(const TestDatabase& database, const std::string& key, const platform::Pack& pack = admarket(),
            lifecycle::PageParts parts = {}, std::string_view kind = "deal") {
  return inspecting(database, [&](pg::Transaction& tx) {
    return lifecycle::record_page(tx, pack, {pack.find_kind(kind), key}, parts);
  });
}

// The pack without what it knows to mend: the next command is then a move.
platform::Pack only_moves() {
  auto pack = admarket();
  pack.recipes.clear();
  pack.invariants.clear();
  return pack;
}

struct OneDeal {
  TestDatabase database{Template::migrated};
  std::string id;

  explicit OneDeal(std::string_view state) {
    insert_parties(database);
    id = insert_deal(database, state);
  }
  void execute(const std::string& sql) const {
    database.execute(fmt::format(fmt::runtime(sql), fmt::arg("id", id)));
  }
};

TEST_CASE("the page's first part tells state, revision and the time left of the limit") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  const auto report = page(deal.database, deal.id);
  CHECK(report.sections.front().title == "deal/1");
  CHECK(field_of(report, "state") == Value{"AWAITING_PAYMENT"});
  CHECK(field_of(report, "stateSince") == Value{"2026-02-01T10:00:00.123Z"});
  CHECK(field_of(report, "stuck") == Value{true});
  CHECK(field_of(report, "limit").string_or("").ends_with("over its limit of 2d"));
  CHECK(field_of(report, "agreedPrice") == Value{"12500000000"});
  const auto revision = field_of(report, "revision").string_or("");
  CHECK(revision == deal.database.value("SELECT left(md5(r::text), 12) FROM deals r"));

  deal.execute("UPDATE deals SET notes = notes || '!'");
  CHECK(field_of(page(deal.database, deal.id), "revision") != Value{revision});
  deal.execute(R"sql(UPDATE deals SET "statusHistory" = "statusHistory" || jsonb_build_object('status', status,
    'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))sql");
  const auto fresh = page(deal.database, deal.id);
  CHECK(field_of(fresh, "stuck") == Value{false});
  CHECK(field_of(fresh, "limit").string_or("").ends_with("left of 2d"));
}

TEST_CASE("the moves tell what each guard says, what they take and what they leave to do") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  const auto allowed = page(deal.database, deal.id, only_moves());
  const auto* moves = table_of(allowed, "moves");
  REQUIRE(moves);
  REQUIRE(moves->rows.size() == 3);
  CHECK(cell(*moves, 0, "to") == Value{"FUNDED"});
  CHECK(cell(*moves, 0, "verdict") == Value{"allowed"});
  CHECK(cell(*moves, 0, "guards").as_array()->size() == 3);
  CHECK(cell(*moves, 0, "guards").as_array()->front().at("holds") == Value{true});
  CHECK(cell(*moves, 0, "roles") == Value{Array{"ADVERTISER", "PUBLISHER", "SYSTEM"}});
  CHECK(cell(*moves, 0, "effects").as_array()->size() >= 3);
  CHECK(text_section(allowed, "refusals").empty());
  CHECK(text_section(allowed, "effects").find("FUNDED: This records a deposit") != std::string::npos);
  const auto revision = field_of(allowed, "revision").string_or("");
  REQUIRE(allowed.next.size() == 1);
  CHECK(allowed.next.front() == "admctl transition deal/1 --to FUNDED --expect AWAITING_PAYMENT --expect-rev " +
                                    revision + " --reason \"...\" --dry-run");

  deal.execute("UPDATE escrow_wallets SET \"cachedBalance\" = '1'");
  const auto refused = page(deal.database, deal.id, only_moves());
  CHECK(cell(*table_of(refused, "moves"), 0, "verdict") == Value{"refused"});
  CHECK(text_section(refused, "refusals")
            .find("FUNDED: deposit_seen: The deal's current escrow wallet must be") != std::string::npos);
  // Another move is offered then.
  CHECK(refused.next.front().find("--to FUNDED") == std::string::npos);
}

TEST_CASE("a guard that trips over broken data does not hide the page") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  auto pack = admarket();
  for (auto& kind : pack.kinds) {
    for (auto& guard : kind.guards) {
      if (guard.id == "price_in_nano") guard.holds = R"(r."agreedPrice"::numeric > 0)";
    }
  }
  deal.execute("UPDATE deals SET \"agreedPrice\" = 'twelve'");
  const auto report = page(deal.database, deal.id, pack);
  CHECK(cell(*table_of(report, "moves"), 0, "verdict") == Value{"unknown"});
  CHECK(text_section(report, "refusals").find("FUNDED: its guards cannot be evaluated: ") != std::string::npos);
  CHECK(table_of(report, "timeline"));
}

TEST_CASE("an input that a move needs and the record does not have is asked for in the command") {
  const OneDeal deal{"POSTING"};
  auto pack = only_moves();
  for (auto& kind : pack.kinds) {
    for (auto& rule : kind.lifecycle.transitions) {
      if (kind.name == "deal" && rule.to == "POSTED")
        rule.inputs = {{"postedMessageId", "the message in the channel", {}, true}};
    }
  }
  const auto report = page(deal.database, deal.id, pack);
  CHECK(shown(*table_of(report, "moves"), 0, "inputs") == "postedMessageId (needed)");
  CHECK(report.next.front().find(" --set postedMessageId=... ") != std::string::npos);
  deal.execute("UPDATE deals SET \"postedMessageId\" = 5");
  const auto given = page(deal.database, deal.id, pack);
  CHECK(shown(*table_of(given, "moves"), 0, "inputs") == "postedMessageId");
  CHECK(given.next.front().find("--set") == std::string::npos);
}

TEST_CASE("the timeline merges history, events, other tables and operations in the order they happened") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  auto pack = admarket();
  for (auto& kind : pack.kinds) {
    if (kind.name != "deal") continue;
    kind.timeline = {{.name = "proposal",
                      .table = "deal_posting_plan_proposals",
                      .column = "dealId",
                      .time = R"(t."updatedAt")",
                      .what = R"('plan ' || t."status"::text)",
                      .where = {}}};
  }
  deal.execute(R"sql(INSERT INTO deal_events (id, "dealId", type, "actorType", data, "createdAt") VALUES
    ('e1', '{id}', 'DEAL_CREATED', 'USER', '{{"origin": "DIRECT"}}', '2026-02-01 10:00:00.123'),
    ('e0', '{id}', 'BEFORE', 'USER', '{{}}', '2026-01-01'))sql");
  auto session = deal.database.session();
  lifecycle::transition(session, admarket(), request("transition", "it's paid"),
                        {{&deal_kind(), deal.id}, "FUNDED", {}});

  const auto report = page(deal.database, deal.id, pack);
  const auto* timeline = table_of(report, "timeline");
  REQUIRE(timeline);
  std::vector<std::string> told;
  for (std::size_t i = 0; i < timeline->rows.size(); ++i) {
    told.push_back(fmt::format("{} {}", cell(*timeline, i, "source").string_or(""),
                               cell(*timeline, i, "what").string_or("")));
  }
  // The operation's own four rows are of one moment: history, event, then the operation itself.
  REQUIRE(told.size() == 7);
  CHECK(std::vector(told.begin(), told.begin() + 5) ==
        std::vector<std::string>{"event BEFORE", "proposal plan PENDING", "history AWAITING_PAYMENT",
                                 "event DEAL_CREATED", "history FUNDED"});
  CHECK(told[5] == "event STATUS_FUNDED");
  CHECK(told[6].starts_with("operation transition: "));
  CHECK(cell(*timeline, 2, "actor") == Value{"cadvertiser00000000000001"});
  CHECK(cell(*timeline, 3, "data").at("origin") == Value{"DIRECT"});
  CHECK(cell(*timeline, 6, "actor") == Value{"alice@host"});
  CHECK(shown(*timeline, 6, "data") == "it's paid");
  CHECK(cell(*timeline, 6, "data").at("after").at("status") == Value{"FUNDED"});
}

TEST_CASE("history that is not as it should be is told all the same") {
  const OneDeal deal{"CREATED"};
  deal.execute(R"sql(UPDATE deals SET "statusHistory" =
    '[{{"status": "CREATED", "timestamp": "long ago"}}, "odd", {{"timestamp": "2026-01-05T00:00:00Z"}}]')sql");
  const auto report = page(deal.database, deal.id);
  const auto* timeline = table_of(report, "timeline");
  REQUIRE(timeline->rows.size() >= 3);
  std::size_t without_time = 0;
  for (std::size_t i = 0; i < timeline->rows.size(); ++i)
    without_time += cell(*timeline, i, "time").is_null() ? 1 : 0;
  CHECK(without_time == 2);
  CHECK(cell(*timeline, timeline->rows.size() - 2, "data").at("timestamp") == Value{"long ago"});
  // A list with such a record in it is a list all the same; the stage is then counted from the last update.
  for (const auto* history : {R"('[{{"status": "CREATED", "timestamp": "2026-02-30T00:00:00Z"}}]')",
                              R"('[{{"status": "CREATED", "timestamp": "2025-02-29T00:00:00Z"}}]')",
                              R"('{{"a": 1}}')", "'5'", R"('[{{"status": "CREATED"}}]')"}) {
    INFO(history);
    deal.execute(std::string{R"sql(UPDATE deals SET "statusHistory" = )sql"} + history);
    const auto listing = list(deal.database, {});
    REQUIRE(listing.table.rows.size() == 1);
    const auto& row = listing.table.rows.front();
    CHECK(row[row.size() - 2].value == Value{"2026-02-01T10:00:00.123Z"});
    CHECK(field_of(page(deal.database, deal.id), "stateSince") == Value{"2026-02-01T10:00:00.123Z"});
  }
  deal.execute(
      R"sql(UPDATE deals SET "statusHistory" = '[{{"status": "CREATED", "timestamp": "2024-02-29 01:02:03+01"}}]')sql");
  CHECK(field_of(page(deal.database, deal.id), "stateSince") == Value{"2024-02-29T00:02:03.000Z"});
}

TEST_CASE("a timeline longer than its limit keeps the newest") {
  const OneDeal deal{"CREATED"};
  deal.execute(R"sql(INSERT INTO deal_events (id, "dealId", type, "actorType", "createdAt")
    SELECT 'e' || n, '{id}', 'E' || n, 'USER', timestamp '2026-03-01' + n * interval '1 minute'
    FROM generate_series(1, 40) AS n)sql");
  auto kind = deal_kind();
  kind.timeline.clear();
  const auto timeline = inspecting(deal.database, [&](pg::Transaction& tx) {
    const auto data = lifecycle::load_page(tx, admarket(), {&kind, deal.id});
    return lifecycle::read_timeline(data, 10);
  });
  CHECK(timeline.cut);
  REQUIRE(timeline.entries.size() == 10);
  CHECK(timeline.entries.front().what == "E31");
  CHECK(timeline.entries.back().what == "E40");
}

TEST_CASE("problems come with their remedy, and a recipe that applies comes first") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  auto pack = admarket();
  pack.invariants.clear();
  pack.recipes.clear();
  platform::Invariant broken;
  broken.id = "fee";
  broken.sentence = "the fee is wrong";
  broken.remedy = "admctl transition {record} --to CANCELLED";
  platform::InvariantCheck check;
  check.kind = "deal";
  check.table = "deals";
  check.violated = R"(r."platformFeeBps" > 500)";
  broken.checks = {check};
  pack.invariants.push_back(broken);
  CHECK(table_of(page(deal.database, deal.id, pack), "problems")->rows.empty());

  deal.execute("UPDATE deals SET \"platformFeeBps\" = 501");
  const auto report = page(deal.database, deal.id, pack);
  const auto* problems = table_of(report, "problems");
  for (const auto& note : report.notes) UNSCOPED_INFO(note);
  REQUIRE(problems->rows.size() == 1);
  CHECK(cell(*problems, 0, "id") == Value{"fee"});
  CHECK(cell(*problems, 0, "severity") == Value{"error"});
  CHECK(cell(*problems, 0, "what") == Value{"the fee is wrong"});
  CHECK(cell(*problems, 0, "remedy") == Value{"admctl transition deal/1 --to CANCELLED"});
  CHECK(report.next.front() == "admctl transition deal/1 --to CANCELLED");

  platform::Recipe recipe;
  recipe.name = "lower-fee";
  recipe.title = "Bring the fee back to 5 %";
  recipe.kind = "deal";
  recipe.applies = R"(r."platformFeeBps" > 500)";
  recipe.inputs = {{"completedAt", "when", {}, true}};
  pack.recipes = {recipe};
  const auto with_recipe = page(deal.database, deal.id, pack);
  const auto* recipes = table_of(with_recipe, "recipes");
  REQUIRE(recipes);
  CHECK(cell(*recipes, 0, "name") == Value{"lower-fee"});
  CHECK(with_recipe.next.front() ==
        "admctl recover deal/1 lower-fee --set completedAt=... --reason \"...\" --dry-run");
  pack.recipes.front().applies = "r.\"platformFeeBps\" > 999";
  CHECK_FALSE(table_of(page(deal.database, deal.id, pack), "recipes"));
  pack.recipes.front().applies = "1 / (r.\"platformFeeBps\" - 501) > 0";
  const auto tripped = page(deal.database, deal.id, pack);
  CHECK(tripped.notes.size() == 1);
  CHECK(tripped.notes.front().starts_with("not checked: recipe lower-fee: "));
}

TEST_CASE("only related rows, or only the timeline, are shown whole") {
  const OneDeal deal{"FUNDED"};
  deal.execute(R"sql(INSERT INTO transactions (id, "dealId", type, amount, "idempotencyKey", "createdAt")
    SELECT 't' || n, '{id}', 'GAS_TOPUP', '1', 'k' || n, timestamp '2026-02-01' + n * interval '1 second'
    FROM generate_series(1, 30) AS n)sql");
  const auto whole = page(deal.database, deal.id);
  CHECK(table_of(whole, "transactions")->rows.size() == 30);
  CHECK(table_of(whole, "transactions")->brief.rows == 20);
  const auto related = page(deal.database, deal.id, admarket(), {.related = true});
  CHECK(table_of(related, "transactions")->brief.rows == 0);
  CHECK_FALSE(table_of(related, "timeline"));
  CHECK_FALSE(table_of(related, "moves"));
  const auto timeline = page(deal.database, deal.id, admarket(), {.timeline = true});
  CHECK(timeline.sections.size() == 1);
  CHECK(table_of(timeline, "timeline")->brief.rows == 0);
}

TEST_CASE("related rows beyond a thousand are left out with a note") {
  const OneDeal deal{"FUNDED"};
  deal.execute(R"sql(INSERT INTO transactions (id, "dealId", type, amount, "createdAt")
    SELECT 't' || n, '{id}', 'GAS_TOPUP', '1', timestamp '2026-02-01' FROM generate_series(1, 1001) AS n)sql");
  const auto report = page(deal.database, deal.id, admarket(), {.related = true});
  CHECK(table_of(report, "transactions")->rows.size() == 1000);
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes.front() == "transactions: only the first 1000 are here");
}

TEST_CASE("a large table without an index is not searched unless that is asked for") {
  const OneDeal deal{"FUNDED"};
  deal.execute("UPDATE pg_class SET reltuples = 5000000 WHERE relname = 'escrow_wallets'");
  auto pack = admarket();
  for (auto& kind : pack.kinds) {
    if (kind.name != "deal") continue;
    platform::Related wallets;
    wallets.name = "wallets";
    wallets.table = "escrow_wallets";
    wallets.column = "dealId";
    wallets.show = {"id"};
    kind.related = {wallets};
    kind.timeline = {{.name = "wallet",
                      .table = "escrow_wallets",
                      .column = "dealId",
                      .time = R"(t."updatedAt")",
                      .what = "'a wallet'",
                      .where = {}}};
  }
  const auto report = page(deal.database, deal.id, pack);
  CHECK(table_of(report, "wallets")->rows.empty());
  const std::string why = "not read: escrow_wallets has about 5000000 rows and no index on dealId; ";
  CHECK(report.notes == std::vector<std::string>{"wallets: " + why + "--related reads it all the same",
                                                 "wallet: " + why + "--timeline reads it all the same"});
  CHECK(table_of(page(deal.database, deal.id, pack, {.related = true}), "wallets")->rows.size() == 1);
}

TEST_CASE("a record that is part of another names it") {
  const OneDeal deal{"FUNDED"};
  auto pack = admarket();
  platform::Kind part;
  part.name = "proof";
  part.plural = "proofs";
  part.table = "creatives";
  part.key = "id";
  part.state = "status";
  part.owner = platform::Owner{"deal", "dealId"};
  part.lifecycle.initial = "SUBMITTED";
  part.lifecycle.states = {
      {.name = "SUBMITTED", .meaning = "sent", .limit = {}, .limit_hours = {}, .since = {}}};
  pack.kinds.push_back(part);
  CHECK(field_of(page(deal.database, "k" + deal.id, pack, {}, "proof"), "owner") == Value{"deal/1"});
}

TEST_CASE("who may not read the ledger sees the page without its operations") {
  const OneDeal deal{"AWAITING_PAYMENT"};
  {
    auto session = deal.database.session();
    lifecycle::transition(session, admarket(), request("transition"), {{&deal_kind(), deal.id}, "FUNDED", {}});
  }
  const auto role = *deal.database.conninfo().get("dbname") + "_reader";
  deal.database.execute("CREATE ROLE " + role + "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role);
  auto session = deal.database.session();
  std::size_t operations = 0;
  {
    pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
    tx.query("SET LOCAL ROLE " + role);
    const auto report = lifecycle::record_page(tx, admarket(), {&deal_kind(), deal.id});
    const auto* timeline = table_of(report, "timeline");
    for (std::size_t i = 0; i < timeline->rows.size(); ++i) {
      operations += cell(*timeline, i, "source") == Value{"operation"} ? 1 : 0;
    }
    CHECK(timeline->rows.size() >= 3);
  }
  CHECK(operations == 0);
  deal.database.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

}  // namespace
}  // namespace admctl::test
