// The configuration commands, as a script and a person meet them.
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

RunResult on(const TestDatabase& database, std::vector<std::string> args) {
  args.insert(args.begin(), {"--db", database.url()});
  return run_admctl(args);
}

Value setting(const TestDatabase& database, std::vector<std::string> args) {
  args.insert(args.end(), {"-o", "json"});
  const auto run = on(database, std::move(args));
  INFO(run.err);
  REQUIRE(run.exit == 0);
  return parse_json(run.out).at("setting");
}

}  // namespace

TEST_CASE("a script reads a value, changes it with the revision it saw, and loses the second race") {
  const TestDatabase database{Template::seeded};
  CHECK(on(database, {"config", "get", "platform_fee_bps", "--raw"}).out == "500\n");
  CHECK(on(database, {"config", "get", "min_deal_amount_ton", "--raw"}).out == "1\n");
  const auto seen = setting(database, {"config", "get", "platform_fee_bps"}).at("revision").string_or("");
  const auto changed = setting(database, {"config", "set", "platform_fee_bps", "450", "--expect", seen});
  CHECK(changed.at("old") == Value{500});
  CHECK(changed.at("new") == Value{450});
  CHECK(changed.at("changed") == Value{true});
  CHECK(changed.at("revision") == setting(database, {"config", "get", "platform_fee_bps"}).at("revision"));

  const auto late = on(database, {"config", "set", "platform_fee_bps", "400", "--expect", seen});
  CHECK(late.exit == 5);
  CHECK(late.err.find("it is 450 now") != std::string::npos);
  CHECK(on(database, {"config", "get", "platform_fee_bps", "--raw"}).out == "450\n");
}

TEST_CASE("config set says when the value takes effect and how to take it back") {
  const TestDatabase database{Template::seeded};
  const auto run = on(database, {"config", "set", "platform_fee_bps", "450"});
  CHECK(run.exit == 0);
  CHECK(run.err.find("writing to") != std::string::npos);
  CHECK(run.err.find("takes effect: For deals created after") != std::string::npos);
  const auto undo = run.err.find("admctl op undo ");
  REQUIRE(undo != std::string::npos);
  const auto operation = run.err.substr(undo + 15, 36);
  CHECK(on(database, {"op", "undo", operation, "--yes"}).exit == 0);
  CHECK(on(database, {"config", "get", "platform_fee_bps", "--raw"}).out == "500\n");
  const auto history = parse_json(on(database, {"config", "history", "platform_fee_bps", "-o", "json"}).out);
  REQUIRE(history.at("rows").as_array()->size() == 3);
  CHECK(history.at("rows").as_array()->front().at("new") == Value{500});
}

TEST_CASE("config list marks what differs, what is not set and what nobody knows") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES ('1', 'platform_fee_bps', '600', "
      "'2026-01-01'), "
      "('2', 'relic', '\"x\"', '2026-01-01'), ('3', 'bot_token', '\"hunter2\"', '2026-01-01')");
  const auto run = on(database, {"config", "list", "-o", "json"});
  CHECK(run.out.find("hunter2") == std::string::npos);
  const auto list = parse_json(run.out);
  const auto& rows = *list.at("rows").as_array();
  REQUIRE(rows.size() == 9);
  CHECK(rows[0].at("key") == Value{"platform_fee_bps"});
  CHECK(rows[0].at("differs") == Value{true});
  CHECK(rows[0].at("unit") == Value{"bps"});
  CHECK(rows[1].at("remark") == Value{"not set"});
  CHECK(rows[7].at("remark") == Value{"unknown key"});
  CHECK(rows[7].at("key") == Value{"bot_token"});
  const auto secret = on(database, {"config", "get", "bot_token", "--raw"});
  CHECK(secret.exit == 6);
  CHECK(secret.out.empty());
}

TEST_CASE("a negative number is a value, not a flag") {
  const TestDatabase database{Template::migrated};
  const auto run = on(database, {"config", "set", "platform_fee_bps", "-5"});
  CHECK(run.exit == 2);
  CHECK(run.err.find("an integer from 0 to 2000") != std::string::npos);
}

}  // namespace admctl::test
