#include <algorithm>

#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/categories.hpp"
#include "lib/seed/config_defaults.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

seed::CategoryResult seed_categories(const TestDatabase& database, bool dry_run = false) {
  auto session = database.session();
  auto asked = request("seed.categories");
  asked.dry_run = dry_run;
  return seed::seed_categories(session, admarket(), asked, {});
}

seed::ConfigResult seed_config(const TestDatabase& database) {
  auto session = database.session();
  return seed::seed_config(session, admarket(), request("seed.config"), {});
}

constexpr auto tree =
    "SELECT string_agg(c.slug || '<' || coalesce(p.slug, '') || ' ' || c.name || c.\"nameRu\" || "
    "c.\"nameUk\" || c.icon, E'\\n' ORDER BY c.slug COLLATE \"C\") FROM channel_categories AS c "
    "LEFT JOIN channel_categories AS p ON p.id = c.\"parentId\"";

TEST_CASE("seed categories makes the whole tree, and a second run writes nothing at all", "[seed]") {
  const TestDatabase database{Template::migrated};
  const auto before = std::stoi(database.value("SELECT count(*) FROM admctl.operation"));
  const auto first = seed_categories(database);
  CHECK(first.plans.front().changes.size() == 42);
  CHECK(std::ranges::all_of(first.plans.front().changes, [](const auto& change) {
    return change.action == seed::CategoryChange::Action::add;
  }));
  CHECK(database.value("SELECT count(*) FROM channel_categories WHERE \"parentId\" IS NULL") == "11");
  CHECK(database.value("SELECT count(*) FROM channel_categories WHERE length(id) = 25 AND id LIKE 'c%'") ==
        "42");
  CHECK(database.value("SELECT count(*) FROM audit_logs WHERE action = 'category.upsert' AND resource = "
                       "'channel_categories' AND \"actorType\" = 'ADMIN'") == "42");
  CHECK(
      database.value("SELECT \"newValue\" ->> 'nameUk' FROM audit_logs WHERE \"resourceId\" = 'crypto-ton'") ==
      "Екосистема TON");
  const auto seeded = database.value(tree);

  const auto second = seed_categories(database);
  CHECK(second.plans.front().changes.empty());
  CHECK(second.plans.front().unchanged == 42);
  CHECK(second.outcome.operation.id.empty());
  CHECK(database.value(tree) == seeded);
  CHECK(database.value("SELECT count(*) FROM admctl.operation") == std::to_string(before + 1));
  CHECK(database.value("SELECT count(*) FROM audit_logs WHERE action = 'category.upsert'") == "42");
}

TEST_CASE("seed categories shows what it changes and moves, and leaves what is not listed", "[seed]") {
  const TestDatabase database{Template::migrated};
  seed_categories(database);
  const auto seeded = database.value(tree);
  database.execute(R"sql(
    UPDATE channel_categories SET name = 'Coins', icon = NULL WHERE slug = 'crypto';
    UPDATE channel_categories SET "parentId" = (SELECT id FROM channel_categories WHERE slug = 'tech')
      WHERE slug = 'crypto-ton';
    UPDATE channel_categories SET "parentId" = NULL WHERE slug = 'tech-ai';
    INSERT INTO channel_categories (id, slug, name) VALUES ('cown', 'own', 'Own');)sql");

  const auto planned = seed_categories(database, true);
  CHECK(planned.outcome.dry_run);
  CHECK(database.value("SELECT name FROM channel_categories WHERE slug = 'crypto'") == "Coins");

  const auto result = seed_categories(database);
  CHECK(result.plans.front().unlisted == std::vector<std::string>{"own"});
  CHECK(result.plans.front().unchanged == 39);
  REQUIRE(result.plans.front().changes.size() == 3);
  CHECK(planned.plans.front().changes.size() == 3);
  const auto& crypto = result.plans.front().changes[0];
  CHECK(crypto.slug == "crypto");
  CHECK(crypto.action == seed::CategoryChange::Action::change);
  REQUIRE(crypto.columns.size() == 2);
  CHECK(crypto.columns[0].before == Value{"Coins"});
  CHECK(crypto.columns[0].after == Value{"Cryptocurrency"});
  CHECK(crypto.columns[1].before.is_null());
  const auto& moved = result.plans.front().changes[1];
  REQUIRE(moved.columns.size() == 1);
  CHECK(moved.columns[0].column == "parentId");
  CHECK(moved.columns[0].before == Value{"tech"});
  CHECK(moved.columns[0].after == Value{"crypto"});
  CHECK(result.plans.front().changes[2].columns[0].before.is_null());
  CHECK(result.plans.front().changes[2].columns[0].after == Value{"tech"});

  CHECK(database.value("SELECT name FROM channel_categories WHERE slug = 'own'") == "Own");
  database.execute("DELETE FROM channel_categories WHERE slug = 'own'");
  CHECK(database.value(tree) == seeded);
  CHECK(database.value("SELECT \"oldValue\" ->> 'name' FROM audit_logs WHERE \"resourceId\" = 'crypto' "
                       "ORDER BY \"createdAt\" DESC LIMIT 1") == "Coins");
}

TEST_CASE("a category whose slug the application renamed does not block a new one of the old name", "[seed]") {
  const TestDatabase database{Template::migrated};
  seed_categories(database);
  database.execute("UPDATE channel_categories SET slug = 'coins' WHERE slug = 'crypto'");
  const auto result = seed_categories(database);
  CHECK(result.plans.front().unlisted == std::vector<std::string>{"coins"});
  CHECK(database.value("SELECT count(*) FROM channel_categories AS c JOIN channel_categories AS p "
                       "ON p.id = c.\"parentId\" WHERE p.slug = 'crypto'") == "4");
  CHECK(database.value("SELECT count(*) FROM channel_categories") == "43");
}

TEST_CASE("seed config adds the keys that are missing and never changes a value", "[seed]") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES "
      "('cmine', 'platform_fee_bps', '450', '2026-01-01')");
  const auto first = seed_config(database);
  CHECK(first.kept == std::vector<std::string>{"platform_fee_bps"});
  CHECK(first.added.size() == 6);
  CHECK(database.value("SELECT string_agg(key || '=' || value::text, ' ' ORDER BY key) FROM system_config") ==
        "creative_review_timeout_hours=48 deal_negotiation_timeout_hours=72 max_deal_amount_ton=\"100000\" "
        "min_deal_amount_ton=\"1\" payment_timeout_hours=48 platform_fee_bps=450 "
        "post_verification_delay_hours=24");
  CHECK(database.value("SELECT string_agg(\"resourceId\" || (\"newValue\" ->> 'value'), ' ') FROM audit_logs "
                       "WHERE action = 'config.set' AND \"resourceId\" LIKE 'm%'") ==
        "min_deal_amount_ton1 max_deal_amount_ton100000");

  const auto second = seed_config(database);
  CHECK(second.added.empty());
  CHECK(second.kept.size() == 7);
  CHECK(second.outcome.operation.id.empty());
  CHECK(database.value("SELECT count(*) FROM audit_logs WHERE action = 'config.set'") == "6");
}

TEST_CASE("platforms without categories or settings are told so", "[seed]") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  auto pack = admarket();
  pack.categories.clear();
  pack.config.reset();
  const auto code_of = [](auto&& body) {
    try {
      body();
    } catch (const Error& error) {
      return error.code().number;
    }
    return 0;
  };
  CHECK(code_of([&] { seed::seed_categories(session, pack, request("seed.categories"), {}); }) ==
        code::no_categories.number);
  CHECK(code_of([&] { seed::seed_config(session, pack, request("seed.config"), {}); }) ==
        code::no_config.number);
}

}  // namespace
}  // namespace admctl::test
