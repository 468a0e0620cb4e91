#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/codes/database.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {
namespace {

std::string shown(pg::Transaction& tx, const std::string& setting) {
  return tx.value("SELECT current_setting($1)", {setting}).value_or("");
}

TEST_CASE("a transaction has the isolation, access, limits and schema that it was asked for") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  struct Case {
    pg::Isolation isolation;
    std::string_view name;
  };
  for (const auto& each : {Case{pg::Isolation::read_committed, "read committed"},
                           Case{pg::Isolation::repeatable_read, "repeatable read"},
                           Case{pg::Isolation::serializable, "serializable"}}) {
    for (const auto access : {pg::Access::read_write, pg::Access::read_only}) {
      pg::Transaction::Options options;
      options.isolation = each.isolation;
      options.access = access;
      options.timeouts = {std::chrono::milliseconds{1234}, std::chrono::seconds{5}, std::chrono::minutes{3}};
      options.schema = R"(it's "odd")";
      pg::Transaction tx{session, options};
      CHECK(shown(tx, "transaction_isolation") == each.name);
      CHECK(shown(tx, "transaction_read_only") == (access == pg::Access::read_only ? "on" : "off"));
      CHECK(shown(tx, "lock_timeout") == "1234ms");
      CHECK(shown(tx, "statement_timeout") == "5s");
      CHECK(shown(tx, "idle_in_transaction_session_timeout") == "3min");
      CHECK(shown(tx, "search_path") == R"("it's ""odd""", pg_temp)");
      CHECK(shown(tx, "TimeZone") == "UTC");
    }
  }
  CHECK(session.execute_alone("SHOW lock_timeout").front().text(0) == "0");
}

TEST_CASE("a transaction has ISO formats and UTC, or those of the session") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  session.execute_alone("SET DateStyle = 'German, DMY'");
  session.execute_alone("SET TimeZone = 'Asia/Tokyo'");
  session.execute_alone("SET IntervalStyle = 'iso_8601'");
  const auto formats = [](pg::Transaction& tx) {
    return shown(tx, "DateStyle") + "; " + shown(tx, "TimeZone") + "; " + shown(tx, "IntervalStyle");
  };
  {
    pg::Transaction tx{session};
    CHECK(formats(tx) == "ISO, YMD; UTC; postgres");
  }
  pg::Transaction::Options options;
  options.formats = pg::Formats::of_session;
  pg::Transaction tx{session, options};
  CHECK(formats(tx) == "German, DMY; Asia/Tokyo; iso_8601");
  CHECK(tx.begun() == tx.value("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"));
}

TEST_CASE("a transaction knows its role and the moment it began, to the microsecond") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  for (int i = 0; i < 20; ++i) {
    pg::Transaction tx{session};
    CHECK(tx.role() == tx.value("SELECT current_user"));
    CHECK(tx.begun() == tx.value("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"));
  }
}

TEST_CASE("the statements of a script are told in order as they are done, however many and however large") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  std::string sql = "CREATE TABLE t (n integer PRIMARY KEY, filling text);";
  constexpr int rows = 50;
  for (int i = 0; i < rows; ++i)
    sql += "INSERT INTO t VALUES (" + std::to_string(i) + ", '" + std::string(100'000, 'x') + "');\n";
  sql += "SELECT filling FROM t;; -- nothing but a comment\n UPDATE t SET n = n + 1000";

  int done = 0;
  pg::Transaction tx{session};
  tx.script(sql, [&] { ++done; });
  CHECK(done == rows + 3);
  CHECK(tx.value("SELECT min(n) || ' ' || count(*) FROM t") == "1000 50");
  tx.commit();
  CHECK(database.value("SELECT count(*) FROM t") == "50");
}

TEST_CASE("the first statement of a script that fails ends it with its own error, at its place in the text") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const std::string before = "CREATE TABLE t (n integer PRIMARY KEY); INSERT INTO t VALUES (1);\n";
  const auto sql = before + "INSERT INTO t SELECT missing FROM t; SELECT pg_sleep(1000); DROP TABLE t";
  int done = 0;
  {
    pg::Transaction tx{session};
    try {
      tx.script(sql, [&] { ++done; });
      FAIL("the third statement was to fail");
    } catch (const pg::SqlError& error) {
      CHECK(error.sqlstate() == "42703");
      CHECK(error.fields().position == static_cast<int>(before.size()) + 22);
    }
    CHECK(done == 2);
  }
  // The connection is as good as before.
  pg::Transaction tx{session};
  CHECK(tx.value("SELECT to_regclass('t')") == std::nullopt);
}

TEST_CASE("a script neither waits for rows nor keeps those that COPY sends") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  int done = 0;
  {
    pg::Transaction tx{session};
    CHECK_THROWS_AS(tx.script("CREATE TABLE t (n integer); COPY t FROM STDIN; DROP TABLE t", [&] { ++done; }),
                    pg::SqlError);
    CHECK(done == 1);
  }
  pg::Transaction tx{session};
  CHECK_THROWS_AS(tx.script("COPY (SELECT generate_series(1, 100000)) TO STDOUT", [&] { ++done; }), Error);
  CHECK(done == 1);
  tx.rollback();
  CHECK(session.execute_alone("SELECT 1").front().text(0) == "1");
}

TEST_CASE("a script whose caller gives up does not wait for what is under way") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  {
    pg::Transaction tx{session};
    // The second is large enough to push the end of the first out of the server's buffer.
    CHECK_THROWS_AS(tx.script("SELECT 1; SELECT repeat('x', 100000); SELECT pg_sleep(100000)",
                              [] { throw std::runtime_error{"enough"}; }),
                    std::runtime_error);
  }
  pg::Transaction tx{session};
  CHECK(tx.value("SELECT 1") == "1");
}

TEST_CASE("a server process that ends in a script is a lost connection") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  pg::Transaction tx{session};
  int done = 0;
  try {
    tx.script("SELECT 1; SELECT pg_terminate_backend(pg_backend_pid()); SELECT 2", [&] { ++done; });
    FAIL("the connection was to be lost");
  } catch (const Error& error) {
    CHECK(error.code() == code::connection_lost);
    CHECK_THAT(error.detail(), Catch::Contains("terminating connection"));
  }
  CHECK(done == 1);
}

TEST_CASE("a transaction that does not wait for the disk says so to the server, and the next one waits again") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  session.execute_alone("SET synchronous_commit = on");
  for (const bool waits : {false, true, false}) {
    pg::Transaction::Options options;
    options.waits_for_disk = waits;
    pg::Transaction tx{session, options};
    CHECK(shown(tx, "synchronous_commit") == (waits ? "on" : "off"));
    tx.commit();
  }
  CHECK(session.execute_alone("SHOW synchronous_commit").front().text(0) == "on");
}

TEST_CASE("COMMIT after a statement whose error was kept from it is an error, and nothing is written") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  {
    pg::Transaction tx{session};
    tx.query("CREATE TABLE t (id int)");
    CHECK_THROWS_AS(tx.query("SELECT 1 / 0"), pg::SqlError);
    try {
      tx.commit();
      FAIL("it said that it had committed");
    } catch (const Error& error) {
      CHECK(error.code() == code::sql_failed);
      CHECK(error.message() == "a statement had failed before COMMIT: nothing was written");
    }
  }
  pg::Transaction tx{session};
  CHECK_FALSE(tx.value("SELECT to_regclass('t')"));
}

TEST_CASE("what ends in the midst of anything leaves the session ready for the next transaction") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const auto next = [&] {
    pg::Transaction tx{session};
    return tx.value("SELECT 'ready'");
  };
  { const pg::Transaction tx{session}; }
  CHECK(next() == "ready");
  {
    pg::Transaction tx{session};
    CHECK_THROWS(tx.script("SELECT 1; SELECT nothing"));
  }
  CHECK(next() == "ready");
  pg::Transaction::Options options;
  options.isolation = pg::Isolation::repeatable_read;
  options.snapshot_name = "it's none";
  CHECK_THROWS_AS((pg::Transaction{session, options}), pg::SqlError);
  CHECK(next() == "ready");
  // Over, though still in scope.
  pg::Transaction committed{session};
  committed.commit();
  CHECK(next() == "ready");
  pg::Transaction rolled_back{session};
  rolled_back.rollback();
  CHECK(next() == "ready");
}

TEST_CASE("a transaction that is over leaves the one alone that came after it") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  for (const bool kept : {true, false}) {
    auto first = std::make_unique<pg::Transaction>(session);
    kept ? first->commit() : first->rollback();
    pg::Transaction second{session};
    second.query("CREATE TABLE IF NOT EXISTS t (id int)");
    second.query("INSERT INTO t VALUES (1)");
    first.reset();
    second.commit();
  }
  CHECK(session.execute_alone("SELECT count(*) FROM t").front().integer(0) == 2);
}

TEST_CASE("what a transaction establishes is remembered when it commits, and only then") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  {
    pg::Transaction tx{session};
    tx.establish("rolled back");
    CHECK(tx.is_established("rolled back"));
  }
  {
    pg::Transaction tx{session};
    tx.establish("kept");
    CHECK_THROWS_AS(tx.savepoint([&] {
      tx.establish("taken back");
      throw std::runtime_error{"no"};
    }),
                    std::runtime_error);
    tx.savepoint([&] { tx.establish("kept, too"); });
    tx.commit();
  }
  pg::Transaction tx{session};
  CHECK_FALSE(tx.is_established("rolled back"));
  CHECK_FALSE(tx.is_established("taken back"));
  CHECK(tx.is_established("kept"));
  CHECK(tx.is_established("kept, too"));
  auto other = database.session();
  pg::Transaction beside{other};
  CHECK_FALSE(beside.is_established("kept"));
}

}  // namespace
}  // namespace admctl::test
