// Sets of demo data: appended ones, tables that a set lacks, languages.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/loading.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/demo.hpp"
#include "tests/integration/seed/demo_image.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

seed::DemoRequest set_of(std::int64_t count) {
  seed::DemoRequest demo;
  demo.count = count;
  demo.seed = 7;
  demo.until = *parse_time(demo_until);
  return demo;
}

seed::DemoRequest another(std::int64_t count, seed::Strategy strategy = seed::Strategy::automatic) {
  auto demo = set_of(count);
  demo.append = true;
  demo.strategy = strategy;
  return demo;
}

seed::DemoResult load(const TestDatabase& database, const seed::DemoRequest& demo) {
  auto session = database.session();
  return seed::seed_demo(session, admarket(), request("seed.demo"), demo);
}

TEST_CASE("sets appended with the same seed go on from the numbers in use and break no rule", "[seed][demo]") {
  std::string expected;
  for (const auto strategy : {seed::Strategy::in_place, seed::Strategy::rebuild}) {
    CAPTURE(seed::strategy_name(strategy));
    const TestDatabase database{Template::migrated};
    seed_categories(database);
    load(database, set_of(60));
    // The application has given out a number, and somebody has left.
    database.execute("SELECT nextval('\"deals_dealNumber_seq\"')");
    database.execute("DELETE FROM users WHERE username LIKE 'support_%'");
    load(database, another(40, strategy));
    load(database, another(22, strategy));
    CHECK(database.value("SELECT count(*) || ' ' || count(DISTINCT id) FROM deals") == "122 122");
    CHECK(database.value("SELECT string_agg(\"dealNumber\"::text, ' ' ORDER BY \"dealNumber\") FROM deals "
                         "WHERE \"dealNumber\" BETWEEN 58 AND 63") == "58 59 60 62 63");
    CHECK(database.value("SELECT nextval('\"deals_dealNumber_seq\"')") == "124");
    CHECK(database.value("SELECT count(*) = count(DISTINCT \"telegramId\") FROM users") == "t");
    CHECK(database.value("SELECT count(username) = count(DISTINCT username) FROM users") == "t");
    CHECK(database.value("SELECT count(*) = count(DISTINCT \"telegramChatId\") FROM channels") == "t");
    CHECK(database.value("SELECT count(*) = count(DISTINCT phone_number) FROM user_telegram_sessions") == "t");
    CHECK(database.value("SELECT count(*) = count(DISTINCT \"idempotencyKey\") FROM transactions") == "t");
    CHECK(broken_rules(database) == "");
    // The same state and the same words give the same rows.
    if (expected.empty()) expected = image(database);
    CHECK(image(database) == expected);
  }
}

TEST_CASE("tables that a set lacks are filled with the rows they had", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  load(database, set_of(60));
  const auto whole = image(database);
  database.execute("DELETE FROM notifications; DELETE FROM deal_events; DELETE FROM audit_logs");
  auto some = set_of(60);
  some.only = {"notifications", "deal_events"};
  const auto result = load(database, some);
  CHECK(result.tables.size() == 2);
  CHECK(image(database) == whole);

  database.execute("DELETE FROM notifications");
  some.only = {"notifications"};
  some.seed = 8;
  const auto error = error_of([&] { load(database, some); });
  CHECK(error.code() == code::parents_missing);
  CHECK(error.hint().find("--seed") != std::string::npos);
  CHECK(database.value("SELECT count(*) FROM notifications") == "0");
}

TEST_CASE("tables whose parents are empty are refused, with what to fill too", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  auto demo = set_of(22);
  demo.only = {"deal_events"};
  const auto error = error_of([&] { load(database, demo); });
  CHECK(error.code() == code::parents_missing);
  CHECK(error.message() == "rows to fill refer to a table that is empty: deals");
  CHECK(error.hint() == "fill them too: --only deal_events,deals");

  demo.only = {"deal_event"};
  const auto unknown = error_of([&] { load(database, demo); });
  CHECK(unknown.code() == code::usage);
  CHECK(unknown.message().find("Did you mean 'deal_events'?") != std::string::npos);

  demo.append = true;
  CHECK(error_of([&] { load(database, demo); }).code() == code::usage);
}

TEST_CASE("a chosen language is the only one of names and texts", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  seed_categories(database);
  auto demo = set_of(200);
  demo.locales = {"uk"};
  load(database, demo);
  CHECK(database.value("SELECT string_agg(DISTINCT \"languageCode\", ' ') FROM users "
                       "WHERE coalesce(username, '') NOT LIKE 'support_%'") == "uk");
  CHECK(database.value("SELECT string_agg(DISTINCT language, ' ') FROM channels") == "uk");
  CHECK(database.value("SELECT count(*) FROM reviews WHERE comment ~ '[a-zA-Z]'") == "0");
  CHECK(database.value("SELECT count(*) > 0 FROM reviews WHERE comment IS NOT NULL") == "t");
  CHECK(broken_rules(database) == "");
  demo.locales = {"fr"};
  const auto error = error_of([&] { load(database, demo); });
  CHECK(error.code() == code::usage);
  CHECK(error.hint() == "it has en, ru, uk");
}

TEST_CASE("what operators did is in the audit table, and money has its idempotency keys", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  load(database, set_of(2000));
  CHECK(database.value("SELECT string_agg(DISTINCT action, ' ') FROM audit_logs") ==
        "channel.suspend dispute.resolve user.ban");
  CHECK(database.value("SELECT count(*) FROM audit_logs a WHERE NOT EXISTS "
                       "(SELECT FROM users u WHERE u.id = a.\"actorId\")") == "0");
  CHECK(database.value(
            "SELECT count(*) FROM disputes d WHERE d.status = 'RESOLVED' AND NOT EXISTS "
            "(SELECT FROM audit_logs a WHERE a.resource = 'disputes' AND a.\"resourceId\" = d.id)") == "0");
  CHECK(database.value("SELECT count(*) FROM transactions WHERE \"idempotencyKey\" IS NULL") == "0");
  // Every value of every state column of the platform that is an enum and that the application writes.
  CHECK(database.value("SELECT count(DISTINCT status) FROM deals") == "22");
  CHECK(database.value("SELECT count(*) FROM deals d WHERE d.status::text <> "
                       "(SELECT h ->> 'status' FROM jsonb_array_elements(d.\"statusHistory\") WITH ORDINALITY "
                       "AS e (h, n) ORDER BY n DESC LIMIT 1)") == "0");
}

}  // namespace
}  // namespace admctl::test
