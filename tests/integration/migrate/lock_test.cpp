#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <barrier>
#include <thread>

#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

TEST_CASE("runners at the same time apply each migration once", "[migrate]") {
  const TestDatabase database{Template::empty};
  constexpr std::size_t runners = 20;
  std::array<std::size_t, runners> applied{};
  std::array<std::string, runners> failures;
  std::barrier start{static_cast<std::ptrdiff_t>(runners)};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < runners; ++i) {
    threads.emplace_back([&, i] {
      Bench bench{database};
      bench.options.lock.wait = Millis{60'000};
      start.arrive_and_wait();
      try {
        applied[i] = bench.up().applied.size();
      } catch (const Error& error) {
        failures[i] = error.message();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == std::array<std::string, runners>{});
  CHECK(std::ranges::count(applied, all_of_admarket) == 1);
  CHECK(std::ranges::count(applied, 0U) == runners - 1);
  CHECK(database.value("SELECT count(*) FROM _prisma_migrations") == "14");
  CHECK(database.value(ledger_count) == "14");
}

TEST_CASE("whoever holds the lock of Prisma's tool is waited for, then named", "[migrate]") {
  const TestDatabase database{Template::empty};
  auto other = pg::Session::open(database.conninfo(), "prisma-like");
  const auto pid = other.execute_alone("SELECT pg_backend_pid()").front().get(0).value();
  other.execute_alone("SELECT pg_advisory_lock(72707369)");
  Bench bench{database};

  SECTION("and the run gives up after its deadline") {
    bench.options.lock.wait = Millis{100};
    const auto failure = bench.failure();
    CHECK(failure.starts_with("ADM-3006 another migration run holds the lock (72707369)\npid " + pid +
                              " (prisma-like, the lock of Prisma Migrate, "));
    CHECK(failure.find("connected for ") != std::string::npos);
    CHECK(bench.last_exit == Exit::try_again);
    CHECK_FALSE(has_table(database, "users"));
  }

  SECTION("and the run goes on once it is free") {
    bench.options.lock.wait = Millis{60'000};
    bench.listener = [&](std::string_view line) {
      if (line.starts_with("waiting for another migration run: pid " + pid)) {
        other.execute_alone("SELECT pg_advisory_unlock(72707369)");
      }
    };
    CHECK(bench.up().applied.size() == all_of_admarket);
    CHECK(bench.said().starts_with("waiting for another migration run: pid " + pid));
  }

  SECTION("but a run with nothing to do does not wait") {
    other.execute_alone("SELECT pg_advisory_unlock(72707369)");
    bench.up();
    other.execute_alone("SELECT pg_advisory_lock(72707369)");
    bench.options.lock.wait = Millis{0};
    CHECK(bench.up().applied.empty());
  }
}

TEST_CASE("the lock is free after a run", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  bench.options.to = bench.files()[0].name;
  bench.up();
  bench.options.to.reset();
  CHECK(bench.up().applied.size() == all_of_admarket - 1);
}

TEST_CASE("a table that somebody else has locked is asked for again", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  Bench{database, folder}.up();
  folder.write("2_b/migration.sql", "CREATE TABLE b (id int);\nALTER TABLE a ADD COLUMN b int;\n");
  auto other = database.session();
  pg::Transaction holder{other};
  holder.query("LOCK TABLE a IN ACCESS SHARE MODE");
  Bench bench{database, folder};
  bench.listener = [&](std::string_view line) {
    if (line.starts_with("waiting for a lock held by")) holder.rollback();
  };
  CHECK(bench.up().applied.size() == 1);
  CHECK(has_table(database, "b"));
}

}  // namespace
}  // namespace admctl::migrate
