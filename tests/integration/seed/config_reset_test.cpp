// Settings that an operator changed, taken back to their defaults.
#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/ops/undo.hpp"
#include "lib/seed/config_defaults.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

seed::ConfigResult seed_config(const TestDatabase& database, const seed::ConfigOrder& order) {
  auto session = database.session();
  return seed::seed_config(session, admarket(), request("seed.config"), order);
}

constexpr auto values = "SELECT string_agg(key || '=' || value::text, ' ' ORDER BY key) FROM system_config";

TEST_CASE("seed config resets what was changed, all of it or the keys that are named", "[seed]") {
  const TestDatabase database{Template::migrated};
  seed_config(database, {});
  const auto defaults = database.value(values);
  database.execute(
      "UPDATE system_config SET value = '450' WHERE key = 'platform_fee_bps'; UPDATE system_config SET "
      "value = '1' WHERE key = 'payment_timeout_hours'");
  const auto changed = database.value(values);
  CHECK(seed_config(database, {}).reset.empty());
  CHECK(database.value(values) == changed);

  const auto one = seed_config(database, {.reset = true, .keys = {"platform_fee_bps"}});
  REQUIRE(one.reset.size() == 1);
  CHECK(one.reset.front() == seed::ConfigReset{"platform_fee_bps", 450, 500});
  CHECK(database.value("SELECT value FROM system_config WHERE key = 'payment_timeout_hours'") == "1");
  const auto rest = seed_config(database, {.reset = true});
  CHECK(rest.reset.size() == 1);
  CHECK(rest.kept.size() == 6);
  CHECK(database.value(values) == defaults);
  CHECK(seed_config(database, {.reset = true}).outcome.operation.id.empty());
  CHECK(database.value("SELECT \"oldValue\" ->> 'value' FROM audit_logs WHERE action = 'config.set' AND "
                       "\"resourceId\" = 'platform_fee_bps' AND \"oldValue\" IS NOT NULL") == "450");

  auto session = database.session();
  ops::undo(session, admarket(), request("undo"), rest.outcome.operation.id);
  ops::undo(session, admarket(), request("undo"), one.outcome.operation.id);
  CHECK(database.value(values) == changed);
}

TEST_CASE("seed config refuses to reset what is not there or has moved since it was shown", "[seed]") {
  const TestDatabase database{Template::migrated};
  seed_config(database, {});
  CHECK(error_of([&] { seed_config(database, {.reset = true, .keys = {"platform_fee"}}); }).code() ==
        code::config_unknown_key);
  database.execute("UPDATE system_config SET value = '450' WHERE key = 'platform_fee_bps'");
  const seed::ConfigOrder seen{.reset = true,
                               .expect = std::vector<seed::ConfigReset>{{"platform_fee_bps", 440, 500}}};
  CHECK(error_of([&] { seed_config(database, seen); }).code() == code::config_moved);
  CHECK(database.value("SELECT value FROM system_config WHERE key = 'platform_fee_bps'") == "450");
}

}  // namespace
}  // namespace admctl::test
