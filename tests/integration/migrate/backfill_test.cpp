#include <catch2/catch.hpp>

#include <barrier>
#include <thread>

#include "lib/core/error.hpp"
#include "lib/migrate/backfill.hpp"
#include "tests/support/database.hpp"
#include "tests/support/deals.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

Backfill declared(const std::string& more = "") {
  return parse_backfill("fill.yaml", "table: t\nkey: id\nset: {n: n + 1}\nbatch: 100\ntarget: 20ms\n" + more,
                        "fill");
}

void fill(const TestDatabase& database, int rows, const std::string& type = "bigint",
          const std::string& key = "i") {
  database.execute("CREATE TABLE t (id " + type +
                   " PRIMARY KEY, n integer NOT NULL DEFAULT 0); INSERT INTO t (id) "
                   "SELECT (" +
                   key + ")::" + type + " FROM generate_series(1, " + std::to_string(rows) + ") AS i");
}

BackfillState run(const TestDatabase& database, const Backfill& backfill, const BackfillOptions& options = {}) {
  auto session = database.session();
  return run_backfill(session, test::admarket(), backfill, test::request("migrate.backfill"), options);
}

std::string failure(const TestDatabase& database, const Backfill& backfill) {
  try {
    run(database, backfill);
  } catch (const Error& error) {
    return code_name(error.code()) + " " + error.message() + " | " + error.hint();
  }
  return "done";
}

// "1: 5000" when all rows were changed once.
std::string touched(const TestDatabase& database) {
  return database.value(
      "SELECT string_agg(n || ': ' || c, ', ' ORDER BY n) FROM (SELECT n, count(*) AS c FROM t GROUP "
      "BY n) AS s");
}

struct Stop {};

TEST_CASE("a backfill changes every row once, in batches that adapt, and is an operation of the ledger",
          "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 5000);
  const auto state = run(database, declared());
  CHECK(state.state == "done");
  CHECK(state.changed == 5000);
  CHECK(state.scanned == 5000);
  CHECK(state.batches > 2);
  CHECK(touched(database) == "1: 5000");
  CHECK(database.value("SELECT string_agg(kind, ' ' ORDER BY seq) FROM admctl.operation") ==
        "migrate.backfill.begin migrate.backfill.done");
  CHECK(run(database, declared()).changed == 5000);
  CHECK(touched(database) == "1: 5000");
}

TEST_CASE("keys of any type, several workers and a condition", "[backfill]") {
  const TestDatabase database{Template::empty};
  SECTION("text") { fill(database, 3000, "text", "md5(i::text)"); }
  SECTION("uuid") { fill(database, 3000, "uuid", "md5(i::text)"); }
  SECTION("timestamptz") { fill(database, 3000, "timestamptz", "now() - i * interval '1 second'"); }
  SECTION("numbers with gaps, below zero too") { fill(database, 3000, "integer", "i * 7 - 9000"); }
  const auto state = run(database, declared("workers: 4\nwhere: n = 0 OR n = 5\n"));
  CHECK(state.state == "done");
  CHECK(state.ranges > 1);
  CHECK(state.scanned == 3000);
  CHECK(touched(database) == "1: 3000");
}

TEST_CASE("runs at the same time share one backfill and change no row twice", "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 8000);
  std::barrier start{3};
  std::vector<std::thread> threads;
  std::vector<std::string> ends(3);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      ends[i] = failure(database, declared("workers: 2\nmax_batch: 200\n"));
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(ends == std::vector<std::string>{"done", "done", "done"});
  CHECK(touched(database) == "1: 8000");
  CHECK(database.value("SELECT count(*) FROM admctl.operation") == "2");
}

TEST_CASE("a run that ends halfway is continued without repeating or missing a row", "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 200'000);
  auto backfill = declared("workers: 2\nmax_batch: 100\n");
  BackfillOptions options;
  options.on_progress = [](const BackfillProgress& progress) {
    if (progress.scanned > 1000) throw Stop{};
  };
  CHECK_THROWS_AS(run(database, backfill, options), Stop);
  const auto rows = std::stol(database.value("SELECT count(*) FROM t WHERE n = 1"));
  CHECK(rows > 1000);
  CHECK(rows < 200'000);
  CHECK(std::to_string(rows) == database.value("SELECT sum(changed) FROM admctl.backfill_range"));
  CHECK(run(database, backfill).state == "done");
  CHECK(touched(database) == "1: 200000");
}

TEST_CASE("pausing stops a run wherever it runs, resuming continues it, cancelling ends it for good",
          "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 200'000);
  const auto backfill = declared("max_batch: 100\n");
  auto other = database.session();
  bool asked = false;
  BackfillOptions options;
  options.on_progress = [&](const BackfillProgress&) {
    if (!asked) pause_backfill(other, test::admarket(), test::request("migrate.backfill"), "fill");
    asked = true;
  };
  CHECK(run(database, backfill, options).state == "paused");
  const auto rows = database.value("SELECT count(*) FROM t WHERE n = 1");
  CHECK(run(database, backfill).state == "paused");
  CHECK(database.value("SELECT count(*) FROM t WHERE n = 1") == rows);

  SECTION("resumed") {
    BackfillOptions resume;
    resume.resume = true;
    CHECK(run(database, backfill, resume).state == "done");
    CHECK(touched(database) == "1: 200000");
  }
  SECTION("cancelled") {
    CHECK(cancel_backfill(other, test::admarket(), test::request("migrate.backfill"), "fill").state ==
          "cancelled");
    CHECK(failure(database, backfill).starts_with("ADM-3067 backfill fill was cancelled"));
    CHECK(database.value("SELECT count(*) FROM t WHERE n = 1") == rows);
  }
}

TEST_CASE("a backfill is refused where it would read the table again and again, or miss rows", "[backfill]") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE t (id bigint NOT NULL, n integer, maybe integer)");
  CHECK(failure(database, declared()) ==
        "ADM-3065 fill: no index of t begins with id | CREATE INDEX CONCURRENTLY ON "
        "\"t\" (\"id\");");
  database.execute("CREATE INDEX t_some ON t (id) WHERE n IS NULL; CREATE INDEX t_second ON t (n, id)");
  CHECK(failure(database, declared()).starts_with("ADM-3065"));
  database.execute("CREATE INDEX t_id ON t (id); CREATE INDEX t_maybe ON t (maybe)");
  auto other = declared();
  other.key = "maybe";
  CHECK(failure(database, other).starts_with("ADM-3063 fill: the key maybe may be NULL"));
  other.key = "nothing";
  CHECK(failure(database, other).starts_with("ADM-3063 fill: there is no column nothing of t"));
  other = declared("where: nothing = 1\n");
  CHECK(failure(database, other).starts_with("ADM-3063 fill: set or where is not valid: column \"nothing\""));
  CHECK(database.value("SELECT to_regclass('admctl.backfill') IS NULL") == "t");
}

TEST_CASE("a batch that the server refuses is taken back and named by its keys, and continued once mended",
          "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 300);
  database.execute("ALTER TABLE t ADD CONSTRAINT small CHECK (id <> 250 OR n = 0)");
  auto backfill = declared("max_batch: 100\n");
  backfill.target = Millis{60'000};
  CHECK(
      failure(database, backfill).starts_with("ADM-3068 fill: the batch of keys after 200 up to 300 failed: "));
  CHECK(touched(database) == "0: 100, 1: 200");
  database.execute("ALTER TABLE t DROP CONSTRAINT small");
  CHECK(run(database, backfill).state == "done");
  CHECK(touched(database) == "1: 300");
}

TEST_CASE("a backfill that was begun with another condition is not continued", "[backfill]") {
  const TestDatabase database{Template::empty};
  fill(database, 100);
  CHECK(run(database, declared()).state == "done");
  CHECK(failure(database, declared("where: n = 1\n"))
            .starts_with("ADM-3066 backfill fill was begun with another table, key, set or where"));
  CHECK(run(database, declared("max_batch: 9999\n")).state == "done");
}

TEST_CASE("the declaration of a backfill is read strictly", "[backfill]") {
  const auto refusal = [](const std::string& text) {
    try {
      parse_backfill("fill.yaml", text, "fill");
    } catch (const Error& error) {
      return code_name(error.code()) + " " + error.message();
    }
    return std::string{"accepted"};
  };
  CHECK(refusal("table: t\nkey: id\nset: {n: 1, ok: true, none: ~, s: \"'x'\"}\n") == "accepted");
  CHECK(refusal("table: t\nkey: id\nset: {n: 1}\nwhere_: x\n").starts_with("ADM-3063 fill.yaml:4:1"));
  CHECK(refusal("table: t\nkey: id\nset: {id: 1}\n").starts_with("ADM-3063 fill.yaml:3:7"));
  CHECK(refusal("table: t\nkey: id\nset: {}\n").starts_with("ADM-3063 fill.yaml:3:"));
  CHECK(refusal("table: t\nkey: id\nset: {n: 1}\ntarget: soon\n").starts_with("ADM-3063 fill.yaml:4:9"));
  CHECK(refusal("table: t\nkey: id\nset: {n: 1}\nbatch: 0\n").starts_with("ADM-3063 fill.yaml:4:8"));
}

}  // namespace
}  // namespace admctl::migrate
