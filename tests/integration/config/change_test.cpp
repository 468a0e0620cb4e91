// Several keys in one operation, removal, rules across keys and going back, on admctl's own table of settings.
#include <future>
#include <latch>

#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/config/config_bench.hpp"

namespace admctl::test {

TEST_CASE("A platform without a table of settings keeps them in admctl's own, made by the first write") {
  ConfigBench bench{write_native_pack};
  CHECK_FALSE(bench.entry("payouts.cycle"));
  CHECK(bench.database.value("SELECT to_regclass('admctl.setting')").empty());
  const auto result = bench.set("payouts.cycle", "monthly");
  REQUIRE(result.changes.size() == 1);
  CHECK_FALSE(result.changes[0].before);
  CHECK(bench.database.value("SELECT value::text FROM admctl.setting WHERE key = 'payouts.cycle'") ==
        "\"monthly\"");
  CHECK(bench.entry("payouts.cycle")->revision == result.changes[0].revision);
  CHECK(bench.history("payouts.cycle").size() == 1);
  auto session = bench.database.session();
  ops::undo(session, bench.pack, ConfigBench::by("bob", "undo"), result.outcome.operation.id);
  CHECK_FALSE(bench.entry("payouts.cycle"));
  CHECK(bench.history("payouts.cycle").size() == 2);
}

TEST_CASE("Removing a value brings the default back, and removing nothing writes nothing") {
  ConfigBench bench{write_native_pack};
  bench.set("payouts.cycle", "monthly");
  const auto result = bench.unset("payouts.cycle");
  REQUIRE(result.changes.size() == 1);
  CHECK(result.changes[0].before == Value{"monthly"});
  CHECK_FALSE(result.changes[0].after);
  CHECK(result.changes[0].revision == std::string{config::no_revision});
  CHECK(bench.unset("payouts.cycle").changes.empty());
  CHECK(bench.database.value("SELECT count(*) FROM admctl.operation") == "2");
  CHECK(error_of([&] { bench.unset("payouts.cycles"); }).code() == code::config_unknown_key);
}

TEST_CASE("Several keys are changed in one operation, or none of them") {
  ConfigBench bench{write_native_pack};
  const auto result = bench.change({{"payouts.cycle", "monthly"},
                                    {"platform.maintenanceMode", true},
                                    {"payments.minAmount", 200},
                                    {"tokens.text", std::nullopt}});
  CHECK(result.changes.size() == 3);
  CHECK(result.unchanged.size() == 1);
  CHECK(bench.database.value("SELECT count(*) FROM admctl.operation") == "1");
  CHECK(bench.database.value("SELECT count(*) FROM admctl.change") == "3");
  CHECK(bench.database.value("SELECT summary->>'subject' FROM admctl.operation") == "config");

  CHECK(error_of([&] {
          bench.change({{"payouts.cycle", "weekly"}, {"payments.minAmount", 5}});
        }).code() == code::config_invalid);
  CHECK(bench.entry("payouts.cycle")->value == Value{"monthly"});
}

TEST_CASE("A key that the schema does not know can only be removed") {
  ConfigBench bench{write_native_pack};
  bench.set("payouts.cycle", "monthly");
  bench.database.execute("INSERT INTO admctl.setting (key, value) VALUES ('relic', '{\"a\": 1}')");
  CHECK(bench.change({{"relic", parse_json(R"({"a": 1})")}}).changes.empty());
  CHECK(error_of([&] { bench.set("relic", 2); }).code() == code::config_unknown_key);
  CHECK(bench.unset("relic").changes.size() == 1);
  CHECK(bench.database.value("SELECT count(*) FROM admctl.setting") == "1");
}

TEST_CASE("A rule across keys refuses what breaks it, also against defaults, and allows both keys together") {
  ConfigBench bench{write_native_pack};
  const auto error = error_of([&] { bench.set("payments.maxAmount", 50); });
  CHECK(error.code() == code::config_rule_broken);
  CHECK(error.exit() == Exit::usage);
  CHECK(error.detail() ==
        "the least must not exceed the most (payments.minAmount is 100, payments.maxAmount is 50)");
  CHECK(error_of([&] { bench.set("tokens.capacity.BASIC", 200); })
            .detail()
            .find("FREE <= tokens.capacity.BASIC") != std::string::npos);
  CHECK(bench.change({{"tokens.capacity.BASIC", 200}, {"tokens.capacity.PREMIUM", 300}}).changes.size() == 2);
  CHECK(error_of([&] { bench.unset("tokens.capacity.PREMIUM"); }).code() == code::config_rule_broken);
  CHECK(bench.entry("tokens.capacity.PREMIUM")->value == Value{300});
}

TEST_CASE("Of two sessions that together would break a rule, one is refused") {
  ConfigBench bench{write_native_pack};
  bench.change({{"payments.minAmount", 1000}, {"payments.maxAmount", 50000}});
  std::latch start{2};
  const auto run = [&](std::string key, int value) {
    return std::async(std::launch::async, [&bench, &start, key = std::move(key), value] {
      start.arrive_and_wait();
      try {
        bench.set(key, value);
        return 0;
      } catch (const Error& error) {
        return error.code().number;
      }
    });
  };
  auto up = run("payments.minAmount", 40000);
  auto down = run("payments.maxAmount", 30000);
  const int outcomes[] = {up.get(), down.get()};
  CHECK((outcomes[0] == 0) != (outcomes[1] == 0));
  CHECK(outcomes[0] + outcomes[1] == code::config_rule_broken.number);
}

TEST_CASE("A lost race over several keys says of each who changed it from what to what") {
  ConfigBench bench{write_native_pack};
  bench.change({{"payouts.cycle", "monthly"}, {"payments.minAmount", 200}});
  const auto cycle = bench.entry("payouts.cycle")->revision;
  const auto least = bench.entry("payments.minAmount")->revision;
  bench.change({{"payouts.cycle", "weekly"}, {"payments.minAmount", 300}}, ConfigBench::by("bob"));
  const auto error = error_of([&] {
    bench.change({{"payouts.cycle", "biweekly", cycle}, {"payments.minAmount", 400, least}});
  });
  CHECK(error.code() == code::config_moved);
  CHECK(error.exit() == Exit::conflict);
  CHECK(error.message() == "2 keys changed meanwhile: nothing was written");
  CHECK(error.detail().find("payments.minAmount is 300 now") != std::string::npos);
  CHECK(error.detail().find("from 200 to 300") != std::string::npos);
  CHECK(error.detail().find("from \"monthly\" to \"weekly\"") != std::string::npos);
  CHECK(error.detail().find("by bob") != std::string::npos);
}

TEST_CASE("The same idempotency key repeats the answer of several changes and refuses others") {
  ConfigBench bench{write_native_pack};
  auto request = ConfigBench::by("alice", "config.apply");
  request.idempotency_key = "job-7";
  const std::vector<config::Wanted> wanted{{"payouts.cycle", "monthly"}, {"tokens.number", 5}};
  const auto first = bench.change(wanted, request);
  const auto again = bench.change(wanted, request);
  CHECK(again.outcome.replayed);
  CHECK(again.outcome.operation.id == first.outcome.operation.id);
  REQUIRE(again.changes.size() == 2);
  CHECK(again.changes[1].after == Value{5});
  CHECK(error_of([&] { bench.change({{"payouts.cycle", "monthly"}}, request); }).code() == code::key_reused);
}

TEST_CASE("A key goes back to a revision, to what an operation left, and to not being set") {
  ConfigBench bench{write_native_pack};
  const auto first = bench.set("tokens.number", 1);
  const auto second = bench.set("tokens.number", 2);
  bench.set("tokens.number", 3);

  const auto back = bench.rollback("tokens.number", first.changes[0].revision);
  CHECK(back.changes[0].after == Value{1});
  CHECK(bench.rollback("tokens.number", second.outcome.operation.id.substr(0, 30)).changes.empty() == false);
  CHECK(bench.entry("tokens.number")->value == Value{2});
  CHECK_FALSE(bench.rollback("tokens.number", "none").changes[0].after);
  CHECK_FALSE(bench.entry("tokens.number"));
  CHECK(bench.rollback("tokens.number", second.changes[0].revision).changes[0].after == Value{2});
  CHECK(bench.history("tokens.number").size() == 7);

  CHECK(error_of([&] { bench.rollback("tokens.number", "0123456789ab"); }).code() == code::no_such_revision);
  CHECK(error_of([&] { bench.rollback("tokens.number", "0"); }).code() == code::no_such_revision);
  CHECK(error_of([&] { bench.rollback("tokens.nobody", "none"); }).code() == code::config_unknown_key);
}

TEST_CASE("Going back loses the race against a change that came between look and write") {
  ConfigBench bench{write_native_pack};
  const auto first = bench.set("tokens.number", 1);
  bench.set("tokens.number", 2);
  const auto wanted = bench.as_it_was("tokens.number", first.changes[0].revision);
  bench.set("tokens.number", 3);
  CHECK(error_of([&] { bench.change({wanted}); }).code() == code::config_moved);
}

TEST_CASE(
    "Validation finds wrong values, unknown keys and broken rules, and nothing in a sound configuration") {
  ConfigBench bench{write_native_pack};
  CHECK(bench.validate().empty());
  bench.set("payouts.cycle", "monthly");
  CHECK(bench.validate().empty());
  bench.database.execute(
      "INSERT INTO admctl.setting (key, value) VALUES ('payments.minAmount', '5'), ('relic', '1'),"
      " ('tokens.capacity.FREE', '70'), ('gateway.webhookSecret', '\"short\"')");
  const auto found = bench.validate();
  REQUIRE(found.size() == 4);
  std::string all;
  for (const auto& finding : found) all += finding.key + ": " + finding.problem + "\n";
  CHECK(all.find("payments.minAmount: payments.minAmount cannot be '5'") != std::string::npos);
  CHECK(all.find("relic: the schema does not know this key") != std::string::npos);
  CHECK(all.find("tokens.capacity.FREE is 70") != std::string::npos);
  CHECK(all.find("gateway.webhookSecret: gateway.webhookSecret cannot be '********'") != std::string::npos);
  CHECK(all.find("short") == std::string::npos);
}

TEST_CASE("The list names who changed a value, unless somebody else wrote it since") {
  ConfigBench bench{write_native_pack};
  bench.set("payouts.cycle", "monthly");
  bench.set("tokens.number", 4);
  bench.database.execute(
      "UPDATE admctl.setting SET value = '5', updated_at = now() WHERE key = 'tokens.number'");
  auto session = bench.database.session();
  pg::Transaction tx{session};
  for (const auto& listed : config::list(tx, bench.pack, bench.schema)) {
    CAPTURE(listed.key);
    if (listed.key == "payouts.cycle")
      CHECK(listed.changed_by == "alice");
    else
      CHECK_FALSE(listed.changed_by);
  }
}

}  // namespace admctl::test
