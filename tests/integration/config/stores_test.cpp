// Settings that are kept as typed text, in several tables, and hidden instead of removed.
#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/undo.hpp"
#include "lib/seed/config_defaults.hpp"
#include "tests/integration/config/config_bench.hpp"

namespace admctl::test {
namespace {

std::string bot_row(const ConfigBench& bench, std::string_view key) {
  return bench.database.value(
      "SELECT concat_ws('|', setting_value, setting_type, is_active) FROM bot_settings "
      "WHERE setting_key = '" +
      std::string{key} + "'");
}

}  // namespace

TEST_CASE("Values are written as text with the word of their type, and read back as what they were") {
  ConfigBench bench{write_bot_pack, bot_tables};
  bench.change({{"session_timeout_hours", 48},
                {"AMOUNT_TOLERANCE", 0.125},
                {"maintenance_mode", true},
                {"BOT_VERSION", "2.2.0"},
                {"free_text", "12"},
                {"vip_channels", parse_json(R"(["-1001", "-1002"])")}});
  CHECK(bot_row(bench, "session_timeout_hours") == "48|number|t");
  CHECK(bot_row(bench, "AMOUNT_TOLERANCE") == "0.125|number|t");
  CHECK(bot_row(bench, "maintenance_mode") == "true|boolean|t");
  CHECK(bot_row(bench, "BOT_VERSION") == "2.2.0|string|t");
  CHECK(bot_row(bench, "free_text") == "12|string|t");
  CHECK(bot_row(bench, "vip_channels") == R"(["-1001","-1002"]|json|t)");
  CHECK(bench.database.value(
            "SELECT description FROM bot_settings WHERE setting_key = 'session_timeout_hours'") ==
        "How long a session lives.");
  CHECK(bench.entry("session_timeout_hours")->value == Value{48});
  CHECK(bench.entry("maintenance_mode")->value == Value{true});
  CHECK(bench.entry("free_text")->value == Value{"12"});
  CHECK(bench.entry("vip_channels")->value == parse_json(R"(["-1001", "-1002"])"));
  CHECK(bench.validate().empty());
}

TEST_CASE("A word for text that the application has of its own stays when the value changes") {
  ConfigBench bench{write_bot_pack, bot_tables};
  bench.database.execute(
      "INSERT INTO bot_settings (setting_key, setting_value, setting_type) VALUES ('free_text', 'old', 'text'),"
      " ('maintenance_mode', 'yes', 'boolean'), ('session_timeout_hours', '48', 'string')");
  bench.set("free_text", "new");
  CHECK(bot_row(bench, "free_text") == "new|text|t");
  // What is not of its type is shown as it is and found by validation.
  CHECK(bench.entry("maintenance_mode")->value == Value{"yes"});
  CHECK(bench.validate().size() == 2);
  bench.change({{"maintenance_mode", false}, {"session_timeout_hours", 48}});
  CHECK(bot_row(bench, "maintenance_mode") == "false|boolean|t");
  CHECK(bot_row(bench, "session_timeout_hours") == "48|number|t");
  CHECK(bench.validate().empty());
}

TEST_CASE("A removed key is hidden from the application, and setting it shows the row again") {
  ConfigBench bench{write_bot_pack, bot_tables};
  const auto first = bench.set("maintenance_mode", true);
  bench.unset("maintenance_mode");
  CHECK(bot_row(bench, "maintenance_mode") == "true|boolean|f");
  CHECK_FALSE(bench.entry("maintenance_mode"));
  CHECK(bench.unset("maintenance_mode").changes.empty());
  CHECK(error_of([&] {
          bench.change({{"maintenance_mode", false, first.changes[0].revision}});
        }).code() == code::config_moved);
  bench.change({{"maintenance_mode", false, std::string{config::no_revision}}});
  CHECK(bot_row(bench, "maintenance_mode") == "false|boolean|t");
  const auto edits = bench.history("maintenance_mode");
  REQUIRE(edits.size() == 3);
  CHECK_FALSE(edits[0].before);
  CHECK(edits[0].after == Value{false});
  CHECK(edits[1].before == Value{true});
  CHECK_FALSE(edits[1].after);
  CHECK(bench.rollback("maintenance_mode", first.changes[0].revision).changes[0].after == Value{true});
  CHECK(bench.rollback("maintenance_mode", "none").changes.size() == 1);
  CHECK(bot_row(bench, "maintenance_mode") == "true|boolean|f");
}

TEST_CASE("Keys of two tables are changed in one operation, each where the schema says, and undone together") {
  ConfigBench bench{write_bot_pack, bot_tables};
  const auto snapshot = parse_json(R"({"ts": 1760000000000, "data": {"payments": true}})");
  const auto result = bench.change({{"features:draft", snapshot}, {"maintenance_mode", true}});
  CHECK(result.changes.size() == 2);
  CHECK(bench.database.value("SELECT value->'data'->>'payments' FROM kv_config WHERE key = 'features:draft'") ==
        "true");
  CHECK(error_of([&] { bench.set("features:draft", parse_json(R"({"ts": 1, "data": {"x": 1}})")); }).code() ==
        code::config_invalid);
  auto session = bench.database.session();
  ops::undo(session, bench.pack, ConfigBench::by("bob", "undo"), result.outcome.operation.id);
  CHECK(bench.database.value("SELECT count(*) FROM kv_config") == "0");
  CHECK(bench.database.value("SELECT count(*) FROM bot_settings") == "0");
}

TEST_CASE("Unknown keys of every table are listed, and the same key in the wrong table is not taken for it") {
  ConfigBench bench{write_bot_pack, bot_tables};
  bench.database.execute(
      "INSERT INTO bot_settings (setting_key, setting_value) VALUES ('MAINTENANCE_MODE', 'true');"
      "INSERT INTO kv_config (key, value) VALUES ('features:old', '{}'), ('maintenance_mode', 'true')");
  auto session = bench.database.session();
  pg::Transaction tx{session};
  std::vector<std::string> unknown;
  for (const auto& listed : config::list(tx, bench.pack, bench.schema)) {
    if (!listed.setting) unknown.push_back(listed.key);
    if (listed.key == "maintenance_mode") CHECK_FALSE(listed.entry);
  }
  CHECK(unknown == std::vector<std::string>{"MAINTENANCE_MODE", "features:old"});
}

TEST_CASE("seed config fills every store of keys once and masks secrets") {
  ConfigBench bench{write_bot_pack, bot_tables};
  auto session = bench.database.session();
  const auto first = seed::seed_config(session, bench.pack, ConfigBench::by("alice", "seed.config"), {});
  CHECK(first.added.size() == 6);
  CHECK(bot_row(bench, "AMOUNT_TOLERANCE") == "0.05|number|t");
  bench.unset("maintenance_mode");
  CHECK(seed::seed_config(session, bench.pack, ConfigBench::by("alice", "seed.config"), {}).added.empty());
}

TEST_CASE("Text without a type column is read by the schema's type") {
  const TempFolder folder;
  write_config_pack(
      folder, "config: {table: opts, id: name, key: name, value: val, encoding: text, schema: s.json}\n", "{}");
  folder.write("s.json", R"({"properties": {"count": {"type": "integer"}, "label": {"type": "string"}}})");
  const auto pack = load_config_pack(folder);
  const auto schema = config::Schema::load(pack);
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE opts (name text PRIMARY KEY, val text); INSERT INTO opts VALUES ('count', 'many')");
  auto session = database.session();
  config::change(session, pack, schema, ConfigBench::by("alice"), {{"count", 7}, {"label", "7"}});
  CHECK(database.value("SELECT string_agg(name || '=' || val, ' ' ORDER BY name) FROM opts") ==
        "count=7 label=7");
  pg::Transaction tx{session};
  CHECK(config::find_entry(tx, pack, schema, "count")->value == Value{7});
  CHECK(config::find_entry(tx, pack, schema, "label")->value == Value{"7"});
}

TEST_CASE("A key that the schema puts into a store that the pack does not have is a mistake of the pack") {
  const TempFolder folder;
  write_config_pack(folder, "config: {store: native, schema: s.json}\n", "{}");
  folder.write("s.json", R"({"properties": {"count": {"type": "integer", "x-store": "elsewhere"}}})");
  const auto pack = load_config_pack(folder);
  const auto schema = config::Schema::load(pack);
  CHECK(error_of([&] { config::store_of(pack, schema, "count"); }).code() == code::bad_pack);
}

}  // namespace admctl::test
