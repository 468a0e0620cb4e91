#include "lib/ops/write.hpp"
#include "lib/core/codes/record.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <latch>
#include <thread>

#include "lib/core/error.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

void set_config(ops::Writer& writer, const std::string& value) {
  writer.insert("system_config", {"id"},
                {{"id", writer.new_id()}, {"key", "k" + value}, {"value", value}, {"updatedAt", writer.now()}});
}

TEST_CASE("the first write makes the ledger, and two first writers make it once") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE system_config (id text PRIMARY KEY, key text, value jsonb, \"updatedAt\" timestamp(3))");
  at_once(4, [&](int i, std::latch& start) {
    auto session = database.session();
    start.arrive_and_wait();
    ops::write(session, admarket(), request("test"),
               [&](auto& writer) { set_config(writer, std::to_string(i)); });
  });
  CHECK(database.value("SELECT count(*) FROM admctl.operation") == "4");
  CHECK(database.value("SELECT string_agg(seq::text, ',' ORDER BY seq) FROM admctl.operation") == "1,2,3,4");
  auto session = database.session();
  pg::Transaction tx{session};
  const auto chain = ops::verify_chain(tx);
  CHECK(chain.checked == 4);
  CHECK(chain.problems.empty());
}

TEST_CASE("what the body throws leaves the database as it was") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  CHECK_THROWS_WITH(ops::write(session, admarket(), request("test"),
                               [&](auto& writer) {
                                 set_config(writer, "x");
                                 throw std::runtime_error{"stop"};
                               }),
                    "stop");
  CHECK(database.value("SELECT count(*) FROM system_config") == "0");
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'test'") == "0");
}

TEST_CASE("a body that changes nothing leaves no operation") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  const auto outcome = ops::write(session, admarket(), request("test"), [](auto&) {});
  CHECK(outcome.operation.id.empty());
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'test'") == "0");
}

TEST_CASE("a repeated idempotency key answers with the first operation and does not run again") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  auto asked = request("test");
  asked.idempotency_key = "run-1";
  int runs = 0;
  const auto body = [&](auto& writer) {
    ++runs;
    set_config(writer, "once");
  };
  const auto first = ops::write(session, admarket(), asked, body);
  const auto second = ops::write(session, admarket(), asked, body);
  CHECK(runs == 1);
  CHECK(second.replayed);
  CHECK(second.operation.id == first.operation.id);
  REQUIRE(second.changes.size() == 1);
  CHECK(second.changes[0].after == first.changes[0].after);

  auto other = request("another");
  other.idempotency_key = "run-1";
  try {
    ops::write(session, admarket(), other, body);
    FAIL("the key was taken twice");
  } catch (const Error& error) {
    CHECK(error.code() == code::key_reused);
  }
}

TEST_CASE("ten writers with one idempotency key do it once") {
  const TestDatabase database{Template::migrated};
  auto asked = request("test");
  asked.idempotency_key = "race";
  const auto ids = at_once(10, [&](int, std::latch& start) {
    auto session = database.session();
    start.arrive_and_wait();
    return ops::write(session, admarket(), asked, [](auto& writer) { set_config(writer, writer.id()); })
        .operation.id;
  });
  for (const auto& id : ids) CHECK(id == ids.front());
  CHECK(database.value("SELECT count(*) FROM system_config") == "1");
}

TEST_CASE("a deadlock is run again and both writers succeed") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES ('a', 'a', '0', now()), ('b', 'b', "
      "'0', now())");
  std::latch both_locked{2};
  std::atomic<int> runs{0};
  const auto writer = [&](const std::string& first, const std::string& second) {
    auto session = database.session();
    bool waited = false;
    ops::write(session, admarket(), request("test"), [&](ops::Writer& w) {
      ++runs;
      w.lock("system_config", {{"id", first}});
      if (!std::exchange(waited, true)) both_locked.arrive_and_wait();
      w.update("system_config", {{"id", second}}, {{"value", Value{w.id()}}});
      w.update("system_config", {{"id", first}}, {{"value", Value{w.id()}}});
    });
  };
  auto one = std::async(std::launch::async, writer, "a", "b");
  auto two = std::async(std::launch::async, writer, "b", "a");
  one.get();
  two.get();
  CHECK(runs >= 3);
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'test'") == "2");
}

TEST_CASE("a lock that is not granted names its holder and is exit 75") {
  const TestDatabase database{Template::migrated};
  database.execute("INSERT INTO system_config (id, key, value, \"updatedAt\") VALUES ('a', 'a', '0', now())");
  auto holder = pg::Session::open(database.conninfo(), "the blocker");
  pg::Transaction held{holder};
  held.query("SELECT 1 FROM system_config WHERE id = 'a' FOR UPDATE");
  auto session = database.session();
  ops::WriteOptions options;
  options.timeouts.lock = std::chrono::milliseconds{50};
  options.attempts = 2;
  std::string waited;
  options.on_wait = [&](std::string_view why) { waited = why; };
  try {
    ops::write(
        session, admarket(), request("test"),
        [](auto& writer) {
          writer.lock("system_config", {{"id", "a"}});
        },
        options);
    FAIL("the lock was granted twice");
  } catch (const Error& error) {
    CHECK(error.exit() == Exit::try_again);
    CHECK(error.retryable());
    CHECK(error.detail().find("the blocker") != std::string::npos);
  }
  CHECK(waited.find("the blocker") != std::string::npos);
}

TEST_CASE("the ledger refuses to be changed, and a change made all the same is found") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  for (const auto* value : {"1", "2", "3"}) {
    ops::write(session, admarket(), request("test"), [&](auto& writer) { set_config(writer, value); });
  }
  CHECK_THROWS_AS(database.execute("UPDATE admctl.operation SET actor = 'mallory'"), Error);
  CHECK_THROWS_AS(database.execute("DELETE FROM admctl.change"), Error);
  CHECK_THROWS_AS(database.execute("TRUNCATE admctl.operation CASCADE"), Error);

  const auto problems = [&](const std::string& tampering) {
    const TestDatabase copy{Template::migrated};
    auto own = copy.session();
    for (const auto* value : {"1", "2", "3"}) {
      ops::write(own, admarket(), request("test"), [&](auto& writer) { set_config(writer, value); });
    }
    copy.execute(
        "ALTER TABLE admctl.operation DISABLE TRIGGER USER; ALTER TABLE admctl.change DISABLE TRIGGER USER; " +
        tampering);
    pg::Transaction tx{own};
    std::string all;
    for (const auto& problem : ops::verify_chain(tx).problems) all += problem.what + "; ";
    return all;
  };
  const std::string last = "(SELECT max(seq) FROM admctl.operation)";
  CHECK(problems("SELECT 1") == "");
  CHECK(problems("UPDATE admctl.operation SET reason = 'another' WHERE seq = " + last) ==
        "its row or its changes were edited; ");
  CHECK(problems("UPDATE admctl.change SET after = jsonb_set(after, '{key}', '\"z\"') WHERE operation = "
                 "(SELECT id FROM "
                 "admctl.operation WHERE seq = " +
                 last + " - 1)") == "its row or its changes were edited; ");
  CHECK(problems("DELETE FROM admctl.change WHERE operation = (SELECT id FROM admctl.operation WHERE seq = " +
                 last + "); DELETE FROM admctl.operation WHERE seq = " + last) ==
        "the end of the chain was cut off or moved; ");
  CHECK(problems("DELETE FROM admctl.change WHERE operation = (SELECT id FROM admctl.operation WHERE seq = " +
                 last + " - 1); DELETE FROM admctl.operation WHERE seq = " + last + " - 1")
            .find("are missing") != std::string::npos);
}

TEST_CASE("bytes are read as hex whatever the database prefers, so that images of a row can be compared") {
  const TestDatabase database{Template::empty};
  database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database()); END $$");
  auto session = database.session();
  pg::Transaction tx{session};
  CHECK(tx.value("SELECT '\\x6100'::bytea::text") == "\\x6100");
  CHECK(tx.value("SELECT to_jsonb('\\x6100'::bytea) #>> '{}'") == "\\x6100");
}

TEST_CASE("changes, plan items and outcomes without what they belong to are refused") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  ops::write(session, admarket(), request("test"), [&](auto& writer) {
    ops::ensure_ledger(writer.tx(), ops::LedgerPart::plans);
    set_config(writer, "x");
  });
  const std::string nobody = "'00000000-0000-7000-8000-000000000000'";
  CHECK_THROWS_WITH(
      database.execute("INSERT INTO admctl.change (operation, seq, table_name, key, trail) "
                       "SELECT o.id, 900, 't', '{}'::jsonb, false FROM admctl.operation AS o UNION ALL "
                       "SELECT " +
                       nobody + ", 1, 't', '{}'::jsonb, false"),
      Catch::Contains("rows of admctl.change belong to 00000000-0000-7000-8000-000000000000"));
  CHECK_THROWS_WITH(
      database.execute("INSERT INTO admctl.plan_item VALUES (" + nobody + ", 1, 'k', 'r', 's', 'v')"),
      Catch::Contains("rows of admctl.plan_item belong to"));
  CHECK_THROWS_WITH(database.execute("INSERT INTO admctl.plan_outcome (plan, seq, outcome) VALUES (" + nobody +
                                     ", 1, 'done')"),
                    Catch::Contains("rows of admctl.plan_outcome belong to"));
}

TEST_CASE("a role without the right to make the ledger is told what its owner must run") {
  const TestDatabase database{Template::empty};
  const auto role = "role_" + *database.conninfo().get("dbname");
  database.execute("CREATE ROLE " + role + " LOGIN");
  auto where = database.conninfo();
  where.set("user", role);
  auto session = pg::Session::open(where, "tests");
  try {
    ops::write(session, admarket(), request("test"), [](auto& writer) { set_config(writer, "x"); });
    FAIL("it was written");
  } catch (const Error& error) {
    CHECK(error.exit() == Exit::no_access);
    CHECK(error.hint().find("schema grants --role operator") != std::string::npos);
    CHECK(error.detail().find("CREATE") != std::string::npos);
  }
  database.execute("DROP ROLE " + role);
}

TEST_CASE("images survive every type and every awkward text") {
  const TestDatabase database{Template::empty};
  database.execute(R"sql(
    CREATE TYPE mood AS ENUM ('so-so', 'it''s "fine"');
    CREATE TABLE odd ("Id" bigint PRIMARY KEY, "a b" text, num numeric, f float8, b bytea, ts timestamp(3), tz timestamptz,
                      arr text[], times timestamp(3)[], j jsonb, m mood, iv interval, d date);
    INSERT INTO odd VALUES (9007199254740993, E'q''"\\\t\n\r\x07🧑‍💻', 12345678901234567890.123456789012345678901234567890,
      0.1 + 0.2, '\x00ff', '2026-02-16 12:00:00.123', '2026-02-16 12:00:00.123456+02', '{"a,b","c\"d",NULL,""}',
      '{"2026-01-01 00:00:00"}', '{"z": 1.10, "a": [1e3, null, "\u0001"], "n": 123456789012345678901234567890}',
      'it''s "fine"', '1 mon 2 days 03:04:05', 'infinity')
  )sql");
  const auto before = database.value("SELECT o::text FROM odd AS o");
  auto session = database.session();
  const auto removed = ops::write(session, admarket(), request("test"), [](auto& writer) {
    writer.remove("odd", {{"Id", "9007199254740993"}});
  });
  CHECK(database.value("SELECT count(*) FROM odd") == "0");
  ops::write(session, admarket(), request("test"), [&](ops::Writer& writer) {
    writer.insert("odd", {"Id"}, *removed.changes[0].before.as_object());
  });
  CHECK(database.value("SELECT o::text FROM odd AS o") == before);
  pg::Transaction tx{session};
  CHECK(ops::verify_chain(tx).problems.empty());
}

}  // namespace
}  // namespace admctl::test
