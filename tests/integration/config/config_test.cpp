#include <latch>

#include <catch2/catch.hpp>

#include "lib/config/history.hpp"
#include "lib/config/listing.hpp"
#include "lib/config/set.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/undo.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/config_packs.hpp"
#include "tests/support/database.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::config {
namespace {

using test::at_once;
using test::error_of;
using test::Template;
using test::TestDatabase;

const platform::Pack& market() {
  static const auto pack = platform::load_builtin("admarket");
  return pack;
}

const Schema& market_schema() {
  static const auto schema = Schema::load(market());
  return schema;
}

ops::Request by(std::string actor, std::optional<std::string> reason = std::nullopt) {
  ops::Request request;
  request.kind = "config.set";
  request.command = "admctl config set";
  request.actor = std::move(actor);
  request.os_user = "tester";
  request.host = "testhost";
  request.reason = std::move(reason);
  return request;
}

SetResult set_value(const TestDatabase& database, std::string key, std::string text,
                    std::optional<std::string> expect = std::nullopt,
                    const ops::Request& request = by("alice")) {
  auto session = database.session();
  return set(session, market(), market_schema(), request,
             {std::move(key), std::move(text), false, std::move(expect)});
}

std::vector<Edit> edits_of(const TestDatabase& database, std::string_view key) {
  auto session = database.session();
  pg::Transaction tx{session};
  return history(tx, market(), market_schema(), key, 50);
}

Listed listed(const TestDatabase& database, std::string_view key) {
  auto session = database.session();
  pg::Transaction tx{session};
  return look_up(tx, market(), market_schema(), key);
}

constexpr std::string_view insert_fee =
    "INSERT INTO system_config (id, key, value, \"updatedAt\") "
    "VALUES ('cfee', 'platform_fee_bps', '500', '2026-01-01 10:00:00')";

}  // namespace

TEST_CASE("Setting a value that has a row updates the row, its time, the audit table and the ledger") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto result = set_value(database, "platform_fee_bps", "450", std::nullopt, by("alice", "Q3 pricing"));

  CHECK(result.before == Value{500});
  CHECK(result.after == Value{450});
  CHECK_FALSE(result.unchanged);
  CHECK(database.value("SELECT value FROM system_config WHERE id = 'cfee'") == "450");
  CHECK(database.value(
            "SELECT \"updatedAt\" > now() AT TIME ZONE 'UTC' - interval '1 minute' FROM system_config") == "t");
  CHECK(database.value("SELECT concat_ws('|', action, resource, \"resourceId\", \"oldValue\", \"newValue\", "
                       "metadata->>'reason',"
                       " metadata->>'operation') FROM audit_logs") ==
        "config.set|system_config|platform_fee_bps|{\"value\": 500}|{\"value\": 450}|Q3 pricing|" +
            result.outcome.operation.id);
  CHECK(database.value("SELECT summary->>'subject' FROM admctl.operation WHERE kind = 'config.set'") ==
        "config/platform_fee_bps");
  CHECK(result.revision == listed(database, "platform_fee_bps").entry->revision);
}

TEST_CASE("Setting a key without a row inserts one with an id in the platform's format") {
  TestDatabase database{Template::migrated};
  const auto result = set_value(database, "min_deal_amount_ton", "2.5");
  CHECK_FALSE(result.before);
  CHECK(database.value("SELECT value::text FROM system_config WHERE key = 'min_deal_amount_ton'") == "\"2.5\"");
  CHECK(database.value("SELECT id ~ '^c[a-z0-9]{24}$' FROM system_config") == "t");
  CHECK(database.value("SELECT \"oldValue\" IS NULL FROM audit_logs") == "t");
}

TEST_CASE("Setting the value that is there writes nothing at all") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto result = set_value(database, "platform_fee_bps", "500");
  CHECK(result.unchanged);
  CHECK(result.outcome.operation.id.empty());
  CHECK(result.revision == listed(database, "platform_fee_bps").entry->revision);
  CHECK(database.value("SELECT count(*) FROM audit_logs") == "0");
  CHECK(database.value("SELECT \"updatedAt\" FROM system_config") == "2026-01-01 10:00:00");
}

TEST_CASE("A dry run shows the change and leaves nothing behind") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  auto request = by("alice");
  request.dry_run = true;
  const auto result = set_value(database, "platform_fee_bps", "450", std::nullopt, request);
  CHECK(result.outcome.dry_run);
  CHECK(result.before == Value{500});
  CHECK(result.after == Value{450});
  CHECK(result.revision.empty());
  CHECK(database.value("SELECT value FROM system_config") == "500");
  CHECK(database.value("SELECT count(*) FROM audit_logs") == "0");
}

TEST_CASE("A value or key that the schema refuses never reaches the database") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  CHECK(error_of([&] { set_value(database, "platform_fee_bps", "2001"); }).code() == code::config_invalid);
  CHECK(error_of([&] { set_value(database, "min_deal_amount_ton", "0"); }).code() == code::config_invalid);
  CHECK(error_of([&] { set_value(database, "platform_fee_bp", "1"); }).code() == code::config_unknown_key);
  CHECK(database.value("SELECT value FROM system_config") == "500");
}

TEST_CASE("With the revision that was seen the change is made, with another one it is refused") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto seen = listed(database, "platform_fee_bps").entry->revision;
  const auto first = set_value(database, "platform_fee_bps", "450", seen, by("alice", "pricing"));
  CHECK(first.revision != seen);

  const auto error = error_of([&] { set_value(database, "platform_fee_bps", "400", seen, by("bob")); });
  CHECK(error.code() == code::config_moved);
  CHECK(error.exit() == Exit::conflict);
  CHECK(error.message().find(seen) != std::string::npos);
  for (const auto& part : {std::string{"450"}, first.revision, std::string{"alice"}, std::string{"pricing"},
                           first.outcome.operation.id}) {
    INFO(part);
    CHECK(error.detail().find(part) != std::string::npos);
  }
  CHECK(database.value("SELECT value FROM system_config") == "450");
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'config.set'") == "1");
  CHECK_FALSE(set_value(database, "platform_fee_bps", "400", first.revision).unchanged);
}

TEST_CASE("An edit past admctl moves the revision too, and the refusal says that the ledger does not know it") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto seen = listed(database, "platform_fee_bps").entry->revision;
  database.execute("UPDATE system_config SET value = '501', \"updatedAt\" = '2026-01-02 10:00:00'");
  const auto error = error_of([&] { set_value(database, "platform_fee_bps", "450", seen); });
  CHECK(error.code() == code::config_moved);
  CHECK(error.detail().find("501") != std::string::npos);
  CHECK(error.detail().find("not by admctl") != std::string::npos);
}

TEST_CASE("The revision 'none' insists on a key without a row") {
  TestDatabase database{Template::migrated};
  CHECK(error_of([&] { set_value(database, "platform_fee_bps", "450", "0123456789ab"); }).code() ==
        code::config_moved);
  CHECK_FALSE(set_value(database, "platform_fee_bps", "450", std::string{no_revision}).before);
  CHECK(error_of([&] { set_value(database, "platform_fee_bps", "400", std::string{no_revision}); }).code() ==
        code::config_moved);
}

namespace {

struct Race {
  int won = 0;
  int lost = 0;
};

// Several sessions set the same key from the same revision at once.
Race race(const TestDatabase& database, const std::string& expect) {
  const auto results = at_once(4, [&](int i, std::latch& start) {
    start.arrive_and_wait();
    try {
      set_value(database, "platform_fee_bps", std::to_string(100 + i), expect,
                by("runner" + std::to_string(i)));
      return true;
    } catch (const Error& error) {
      if (error.code() == code::config_moved) return false;
      throw;
    }
  });
  Race out;
  for (const bool won : results) ++(won ? out.won : out.lost);
  return out;
}

}  // namespace

TEST_CASE("Of concurrent sets from one revision exactly one wins") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto outcome = race(database, listed(database, "platform_fee_bps").entry->revision);
  CHECK(outcome.won == 1);
  CHECK(outcome.lost == 3);
  CHECK(database.value("SELECT count(*) FROM audit_logs") == "1");
}

TEST_CASE("Of concurrent first sets of a key exactly one wins") {
  TestDatabase database{Template::migrated};
  const auto outcome = race(database, std::string{no_revision});
  CHECK(outcome.won == 1);
  CHECK(outcome.lost == 3);
  CHECK(database.value("SELECT count(*) FROM system_config") == "1");
}

TEST_CASE("The same idempotency key answers with the first outcome, and refuses another change") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  auto request = by("alice");
  request.idempotency_key = "job-1";
  const auto first = set_value(database, "platform_fee_bps", "450", std::nullopt, request);
  const auto again = set_value(database, "platform_fee_bps", "450", std::nullopt, request);
  CHECK(again.outcome.replayed);
  CHECK(again.outcome.operation.id == first.outcome.operation.id);
  CHECK(again.before == Value{500});
  CHECK(again.after == Value{450});
  CHECK(error_of([&] { set_value(database, "platform_fee_bps", "400", std::nullopt, request); }).code() ==
        code::key_reused);
  CHECK(error_of([&] { set_value(database, "payment_timeout_hours", "5", std::nullopt, request); }).code() ==
        code::key_reused);
  CHECK(database.value("SELECT value FROM system_config") == "450");
}

TEST_CASE("Undoing a set restores the value and its revision") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  const auto before = listed(database, "platform_fee_bps").entry->revision;
  const auto result = set_value(database, "platform_fee_bps", "450");
  auto session = database.session();
  auto request = by("bob");
  request.kind = "undo";
  ops::undo(session, market(), request, result.outcome.operation.id);
  CHECK(listed(database, "platform_fee_bps").entry->revision == before);
}

TEST_CASE("The list shows rows, defaults of missing keys and keys that the schema does not know") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  database.execute(
      "INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES "
      "('c1', 'payment_timeout_hours', '24', '2026-01-01'), ('c2', 'legacy_switch', '{\"a\": [1]}', "
      "'2026-01-01'), "
      "('c3', 'bot_token', '\"12345:abc\"', '2026-01-01')");
  auto session = database.session();
  pg::Transaction tx{session};
  const auto all = list(tx, market(), market_schema());
  REQUIRE(all.size() == 9);
  const auto find = [&](std::string_view key) {
    const auto it = std::ranges::find(all, key, &Listed::key);
    REQUIRE(it != all.end());
    return *it;
  };
  CHECK_FALSE(find("platform_fee_bps").differs);
  CHECK(find("payment_timeout_hours").differs);
  CHECK(find("payment_timeout_hours").value == Value{24});
  CHECK_FALSE(find("max_deal_amount_ton").entry);
  CHECK(find("max_deal_amount_ton").value == Value{"100000"});
  CHECK_FALSE(find("legacy_switch").setting);
  CHECK(find("legacy_switch").value == parse_json(R"({"a":[1]})"));
  CHECK(find("bot_token").secret);
  CHECK(find("bot_token").value == Value{"********"});
}

TEST_CASE("A key that nobody knows is refused when read") {
  TestDatabase database{Template::migrated};
  CHECK(error_of([&] { listed(database, "platform_fee"); }).code() == code::config_unknown_key);
  CHECK(error_of([&] { edits_of(database, "platform_fee"); }).code() == code::config_unknown_key);
  CHECK(edits_of(database, "platform_fee_bps").empty());
}

TEST_CASE("The history joins admctl's changes with those that the platform recorded itself") {
  TestDatabase database{Template::migrated};
  database.execute(insert_fee);
  database.execute(
      "INSERT INTO audit_logs (id, \"actorId\", \"actorType\", action, resource, \"resourceId\", \"oldValue\", "
      "\"newValue\", "
      "metadata, \"createdAt\") VALUES "
      "('a1', 'cuser', 'ADMIN', 'CONFIG_UPDATE', 'system_config', 'platform_fee_bps', '{\"platform_fee_bps\": "
      "300}', "
      "'{\"value\": 500}', '{\"reason\": \"panel\"}', '2026-01-01 10:00:00.25'), "
      "('a2', NULL, 'SYSTEM', 'CONFIG_SYNC', 'system_config', 'cfee', '500', '500', NULL, '2026-01-01 "
      "11:00:00'), "
      "('a3', NULL, 'SYSTEM', 'OTHER', 'system_config', 'payment_timeout_hours', '1', '2', NULL, '2026-01-01 "
      "11:00:00')");
  const auto first = set_value(database, "platform_fee_bps", "450", std::nullopt, by("alice", "pricing"));
  auto session = database.session();
  auto undo = by("bob", "wrong");
  undo.kind = "undo";
  const auto undone = ops::undo(session, market(), undo, first.outcome.operation.id);

  const auto edits = edits_of(database, "platform_fee_bps");
  REQUIRE(edits.size() == 4);
  CHECK(edits[0].action == "undo");
  CHECK(edits[0].before == Value{450});
  CHECK(edits[0].after == Value{500});
  CHECK(edits[0].operation == undone.operation.id);
  CHECK(edits[1].actor == "alice");
  CHECK(edits[1].reason == "pricing");
  CHECK(edits[1].before == Value{500});
  CHECK(edits[1].after == Value{450});
  CHECK(edits[2].actor == "SYSTEM");
  CHECK(edits[2].before == Value{500});
  CHECK_FALSE(edits[2].operation);
  CHECK(edits[3].time == "2026-01-01T10:00:00.250Z");
  CHECK(edits[3].actor == "cuser");
  CHECK(edits[3].before == Value{300});
  CHECK(edits[3].after == Value{500});
  CHECK(edits[3].reason == "panel");
}

TEST_CASE("The history remembers a row that was removed again and one that took its place") {
  TestDatabase database{Template::migrated};
  auto session = database.session();
  const auto first = set_value(database, "platform_fee_bps", "450");
  auto undo = by("bob");
  undo.kind = "undo";
  ops::undo(session, market(), undo, first.outcome.operation.id);
  set_value(database, "platform_fee_bps", "300");
  set_value(database, "platform_fee_bps", "310");
  const auto edits = edits_of(database, "platform_fee_bps");
  REQUIRE(edits.size() == 4);
  CHECK(edits[0].after == Value{310});
  CHECK_FALSE(edits[1].before);
  CHECK(edits[1].after == Value{300});
  CHECK(edits[2].before == Value{450});
  CHECK_FALSE(edits[2].after);
  CHECK(edits[3].after == Value{450});
}

namespace {

// A platform whose settings are keyed by their name, with a secret among them.
platform::Pack keyed_pack(const test::TempFolder& folder) {
  test::write_config_pack(
      folder, "config: {table: settings, id: name, key: name, value: value, schema: config.schema.json}\n",
      R"({"properties": {
    "door_code": {"type": "integer", "x-secret": true},
    "colour": {"type": "string", "enum": ["red", "blue"]}}})");
  folder.write("migrations/0001.sql", "CREATE TABLE settings (name text PRIMARY KEY, value jsonb);");
  return platform::load_pack(platform::PackFiles::folder(folder.path()));
}

}  // namespace

TEST_CASE("A secret value is masked in the result, the history, the audit trail and the recorded command") {
  const test::TempFolder folder;
  const auto pack = keyed_pack(folder);
  const auto schema = Schema::load(pack);
  TestDatabase database{Template::empty};
  database.execute("CREATE TABLE settings (name text PRIMARY KEY, value jsonb)");
  auto session = database.session();
  auto request = by("alice");
  request.command = "admctl config set door_code 471147114";
  const auto result = set(session, pack, schema, request, {"door_code", "471147114", false, std::nullopt});
  CHECK(result.after == Value{"********"});
  set(session, pack, schema, request, {"door_code", "471147124", false, result.revision});
  CHECK(database.value("SELECT value FROM settings") == "471147124");
  CHECK(database.value("SELECT string_agg(command || summary::text, ' ') FROM admctl.operation")
            .find("4711471") == std::string::npos);

  const auto moved = error_of([&] {
    set(session, pack, schema, request, {"door_code", "1", false, result.revision});
  });
  CHECK((moved.message() + moved.detail()).find("4711471") == std::string::npos);
  pg::Transaction tx{session};
  const auto edits = history(tx, pack, schema, "door_code", 50);
  REQUIRE(edits.size() == 2);
  CHECK(edits[0].before == Value{"********"});
  CHECK(edits[0].after == Value{"********"});
  CHECK_FALSE(edits[1].before);
  CHECK(look_up(tx, pack, schema, "door_code").value == Value{"********"});
}

TEST_CASE("A platform without a time column has revisions all the same") {
  const test::TempFolder folder;
  const auto pack = keyed_pack(folder);
  const auto schema = Schema::load(pack);
  TestDatabase database{Template::empty};
  database.execute("CREATE TABLE settings (name text PRIMARY KEY, value jsonb)");
  auto session = database.session();
  const auto red = set(session, pack, schema, by("alice"), {"colour", "red", false, std::nullopt});
  const auto blue = set(session, pack, schema, by("alice"), {"colour", "blue", false, red.revision});
  CHECK(blue.revision != red.revision);
  CHECK(error_of([&] {
          set(session, pack, schema, by("bob"), {"colour", "red", false, red.revision});
        }).code() == code::config_moved);
}

TEST_CASE("A missing configuration table is reported as such") {
  TestDatabase database{Template::empty};
  CHECK(error_of([&] { listed(database, "platform_fee_bps"); }).code() == code::schema_missing);
}

}  // namespace admctl::config
