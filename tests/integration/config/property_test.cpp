// Any valid value that is set is read back equal, and taking it back restores what was there, in every kind of
// store.
#include <catch2/catch.hpp>

#include "lib/config/comparison.hpp"
#include "lib/core/json_text.hpp"
#include "tests/integration/config/config_bench.hpp"
#include "tests/support/random_values.hpp"

namespace admctl::test {
namespace {

// NUL cannot be kept by the database, NULL in a NOT NULL column neither; RandomValues makes none.
void check_key(ConfigBench& bench, const std::string& key, const Value& first, const Value& second) {
  CAPTURE(key, to_json(first), to_json(second));
  const auto one = bench.set(key, first);
  REQUIRE(bench.entry(key));
  REQUIRE(config::same_value(bench.entry(key)->value, first));
  const auto revision = bench.entry(key)->revision;
  const auto two = bench.set(key, second);
  REQUIRE(config::same_value(bench.entry(key)->value, second));
  bench.rollback(key, revision);
  REQUIRE(config::same_value(bench.entry(key)->value, first));
  if (!one.changes.empty() && !two.changes.empty()) {
    bench.rollback(key, two.outcome.operation.id);
    REQUIRE(config::same_value(bench.entry(key)->value, second));
  }
  bench.rollback(key, "none");
  REQUIRE_FALSE(bench.entry(key));
}

}  // namespace

TEST_CASE("Any value set in admctl's own table is read back equal and rolled back equal") {
  ConfigBench bench{write_native_pack};
  RandomValues random{11};
  for (int i = 0; i < 12; ++i) {
    check_key(bench, "tokens.anything", random.value(), random.value());
    check_key(bench, "tokens.text", random.text(), random.text());
    check_key(bench, "tokens.number", random.number(), random.number());
  }
}

TEST_CASE("Any value set as text with a type is read back equal and rolled back equal") {
  ConfigBench bench{write_bot_pack, bot_tables};
  RandomValues random{13};
  for (int i = 0; i < 12; ++i) {
    check_key(bench, "free_text", random.text(), random.text());
    check_key(bench, "vip_channels", Array{random.text(), random.text()}, Array{random.text()});
    check_key(bench, "AMOUNT_TOLERANCE", Decimal{"0.1" + std::to_string(random.below(1000))}, 0.25);
    check_key(bench, "pricing:any", random.value(), random.value());
    check_key(bench, "maintenance_mode", random.below(2) == 0, random.below(2) == 0);
  }
}

}  // namespace admctl::test
