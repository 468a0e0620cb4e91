#include <catch2/catch.hpp>

#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

constexpr std::int64_t key = 72707369;

std::string locked_out(const TestDatabase& database, LockKind kind) {
  auto session = database.session();
  try {
    const MigrationLock lock{
        session, key, {kind, Millis{100}}, "bob@b: admctl migrate up", [](std::string_view) {}};
  } catch (const Error& error) {
    return error.detail();
  }
  return "free";
}

std::string pid_of(pg::Session& session) {
  return std::string{session.execute_alone("SELECT pg_backend_pid()").front().text(0)};
}

TEST_CASE("a lease excludes runners of either kind, is named, and is given back", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  {
    const MigrationLock lock{
        session, key, {LockKind::lease, Millis{100}}, "alice@a: admctl migrate up", [](std::string_view) {}};
    CHECK(locked_out(database, LockKind::lease).starts_with("alice@a: admctl migrate up, by lease, for "));
    CHECK(locked_out(database, LockKind::session).starts_with("alice@a: admctl migrate up, by lease, for "));
    pg::Transaction tx{session};
    CHECK_NOTHROW(lock.require(tx));
  }
  CHECK(locked_out(database, LockKind::lease) == "free");
  CHECK(locked_out(database, LockKind::session) == "free");
  CHECK(database.value("SELECT count(*) FROM admctl.lease") == "0");
}

TEST_CASE("a session's lock excludes a lease too", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const MigrationLock lock{session, key, {LockKind::session, Millis{100}}, "alice@a", [](std::string_view) {}};
  CHECK_THAT(locked_out(database, LockKind::lease), Catch::Contains("pid " + pid_of(session)));
}

TEST_CASE("a session's lock is given back with its holder and does not outlive its connection", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  {
    const MigrationLock lock{
        session, key, {LockKind::session, Millis{100}}, "alice@a", [](std::string_view) {}};
    CHECK_THAT(locked_out(database, LockKind::session), Catch::Contains("pid " + pid_of(session)));
    pg::Transaction tx{session};
    CHECK_NOTHROW(lock.require(tx));
    auto other = database.session();
    pg::Transaction elsewhere{other};
    CHECK_THROWS_WITH(lock.require(elsewhere), "the lock on migrations went with the connection that had it");
  }
  CHECK(locked_out(database, LockKind::session) == "free");
}

TEST_CASE("a session's lock that a statement gave back is taken again, or the run ends", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  auto other = database.session();
  {
    const MigrationLock lock{
        session, key, {LockKind::session, Millis{100}}, "alice@a", [](std::string_view) {}};
    CHECK_NOTHROW(lock.renew());
    session.execute_alone("DISCARD ALL");
    CHECK_NOTHROW(lock.renew());
    CHECK(locked_out(database, LockKind::session) != "free");
    session.execute_alone("DISCARD ALL");
    other.execute_alone("SELECT pg_advisory_lock(72707369)");
    CHECK_THROWS_WITH(lock.renew(), Catch::Contains("another run has it now"));
    other.execute_alone("SELECT pg_advisory_unlock_all()");
    CHECK_NOTHROW(lock.renew());
  }
  CHECK(locked_out(database, LockKind::session) == "free");
}

TEST_CASE("a lease is renewed while its holder lives, and free when it is not renewed any more", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const MigrationLock holder{
      session, key, {LockKind::lease, Millis{100}, Millis{600}}, "alice@a", [](std::string_view) {}};
  database.execute("CREATE TABLE seen AS SELECT heartbeat_at FROM admctl.lease");
  const auto renewed = "SELECT count(*) FROM admctl.lease WHERE heartbeat_at > (SELECT heartbeat_at FROM seen)";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (database.value(renewed) != "1") REQUIRE(std::chrono::steady_clock::now() < deadline);

  // As if its process were gone for long, and another one had come.
  database.execute(
      "UPDATE admctl.lease SET token = gen_random_uuid(), expires_at = now() - interval '1 second'");
  CHECK(locked_out(database, LockKind::lease) == "free");
  pg::Transaction tx{session};
  CHECK_THROWS_WITH(holder.require(tx), "another runner has taken the lease on migrations");
}

TEST_CASE("a run under a lease applies what a run under a session's lock would", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  bench.options.lock.kind = LockKind::lease;
  CHECK(bench.up().applied.size() == all_of_admarket);
  CHECK(bench.up().applied.empty());
  CHECK(database.value("SELECT count(*) FROM _prisma_migrations") == "14");
}

}  // namespace
}  // namespace admctl::migrate
