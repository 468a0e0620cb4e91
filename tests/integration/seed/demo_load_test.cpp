// How demo data gets in: threads, strategies, and what is left when a load does not end.
#include <optional>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/loading.hpp"
#include "lib/core/error.hpp"
#include "lib/local/schema_dump.hpp"
#include "lib/seed/demo.hpp"
#include "tests/integration/seed/demo_image.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

using seed::Strategy;

seed::DemoRequest demo_of(std::int64_t count, Strategy strategy) {
  seed::DemoRequest demo;
  demo.count = count;
  demo.seed = 7;
  demo.until = *parse_time(demo_until);
  demo.strategy = strategy;
  return demo;
}

seed::DemoResult load(const TestDatabase& database, const seed::DemoRequest& demo,
                      const ops::WriteOptions& options = {}, const seed::Progress& progress = {}) {
  auto session = database.session();
  return seed::seed_demo(session, admarket(), request("seed.demo"), demo, progress, options);
}

std::string dump(const TestDatabase& database) { return local::dump_schema({}, database.conninfo(), {}); }

bool is_empty(const TestDatabase& database) {
  return database.value("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM deals)") == "0";
}

TEST_CASE("the rows are the same for any number of threads and either strategy", "[seed][demo]") {
  std::string expected;
  for (const auto strategy : {Strategy::in_place, Strategy::rebuild}) {
    for (const unsigned threads : {1U, 3U}) {
      CAPTURE(seed::strategy_name(strategy), threads);
      const TestDatabase database{Template::migrated};
      seed_categories(database);
      auto demo = demo_of(600, strategy);
      demo.threads = threads;
      CHECK(load(database, demo).strategy == strategy);
      if (expected.empty()) expected = image(database);
      CHECK(image(database) == expected);
      CHECK(broken_rules(database) == "");
    }
  }
}

TEST_CASE("tables with a type whose binary form is not known are loaded as text, with the same rows",
          "[seed][demo]") {
  const TestDatabase binary{Template::migrated};
  const TestDatabase text{Template::migrated};
  // One column of each table that nothing else depends on.
  text.execute(R"(
    CREATE DOMAIN words AS text;
    DO $$
    DECLARE
      one record;
    BEGIN
      FOR one IN SELECT a.attrelid::regclass AS place, min(a.attname) AS name
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
          AND a.atttypid = 'text'::regtype
          AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey))
          AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey))
        GROUP BY 1
      LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE words', one.place, one.name);
      END LOOP;
    END
    $$)");
  CHECK(text.value("SELECT count(*) > 15 AND bool_or(attrelid = 'deals'::regclass) FROM pg_attribute "
                   "WHERE atttypid = 'words'::regtype") == "t");
  for (const auto* database : {&binary, &text}) {
    seed_categories(*database);
    load(*database, demo_of(300, Strategy::in_place));
  }
  CHECK(image(text) == image(binary));
}

TEST_CASE("after a rebuild the schema is what it was, to the comment", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  // What can be put back, and what cannot and must stay: an index by which a table is clustered or replicated,
  // one with statistics of its own, a key that a view or a table beside depends on, a key that was never
  // proven.
  database.execute(R"(
    COMMENT ON CONSTRAINT deals_pkey ON deals IS 'the key of a deal';
    COMMENT ON INDEX "deals_dealNumber_key" IS 'what people call a deal''s number';
    COMMENT ON CONSTRAINT "deals_channelId_fkey" ON deals IS 'where it is published';
    CREATE INDEX "odd ""name""" ON notifications (lower(title), "createdAt" DESC NULLS LAST)
      INCLUDE (type) WITH (fillfactor = 70) WHERE "readAt" IS NULL;
    ALTER INDEX "odd ""name""" ALTER COLUMN 1 SET STATISTICS 500;
    CREATE INDEX plain ON reviews (rating) WITH (fillfactor = 60);
    CREATE UNIQUE INDEX replica ON disputes (id);
    ALTER TABLE disputes REPLICA IDENTITY USING INDEX replica;
    CREATE INDEX ordered ON creatives ("createdAt");
    ALTER TABLE creatives CLUSTER ON ordered;
    CREATE VIEW by_channel AS SELECT c.id, c.title, count(d.id) FROM channels c LEFT JOIN deals d
      ON d."channelId" = c.id GROUP BY c.id;
    CREATE TABLE beside (id text PRIMARY KEY, deal text REFERENCES deals (id) ON DELETE CASCADE);
    ALTER TABLE reviews ADD CONSTRAINT unproven FOREIGN KEY ("targetId") REFERENCES users (id) NOT VALID;
    ALTER TABLE reviews ADD CONSTRAINT waiting UNIQUE (id, rating) DEFERRABLE INITIALLY DEFERRED;
    ALTER TABLE deal_events ADD CONSTRAINT patient FOREIGN KEY ("dealId") REFERENCES deals (id)
      ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)");
  const auto schema = dump(database);
  const auto keys = keys_of(database);
  const auto result = load(database, demo_of(60, Strategy::rebuild));
  CHECK(result.strategy == Strategy::rebuild);
  CHECK(result.rebuilt > 80);
  CHECK(dump(database) == schema);
  CHECK(keys_of(database) == keys);
  CHECK(database.value("SELECT count(*) FROM deals") == "60");
}

TEST_CASE("an ended load of either strategy leaves nothing behind, and the next one works", "[seed][demo]") {
  for (const auto strategy : {Strategy::in_place, Strategy::rebuild}) {
    const TestDatabase database{Template::migrated};
    const auto keys = keys_of(database);
    for (const std::string wanted : {"keys-off", "load", "index", "foreign-key", "prove", "append", "commit"}) {
      const bool rebuilds = wanted == "keys-off" || wanted == "index" || wanted == "foreign-key";
      if (rebuilds && strategy == Strategy::in_place) continue;
      CAPTURE(seed::strategy_name(strategy), wanted);
      int left = wanted == "load" || wanted == "index" || wanted == "foreign-key" ? 3 : 1;
      ops::WriteOptions options;
      // The server ends the session, as it does when it is shut down.
      options.on_step = [&](std::string_view step) {
        if (step == wanted && --left == 0) {
          database.execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
              "AND pid <> pg_backend_pid()");
        }
      };
      const auto error = error_of([&] { load(database, demo_of(40, strategy), options); });
      CHECK(error.code() == code::connection_lost);
      CHECK(left <= 0);
      CHECK(is_empty(database));
      CHECK(keys_of(database) == keys);
    }
    load(database, demo_of(40, strategy));
    CHECK(database.value("SELECT count(*) FROM deals") == "40");
    CHECK(keys_of(database) == keys);
  }
}

TEST_CASE("progress counts rows, then keys, and can end the load", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  std::vector<std::string> stages;
  std::size_t rows = 0;
  std::size_t total = 0;
  load(database, demo_of(40, Strategy::rebuild), {},
       [&](std::string_view stage, std::size_t done, std::size_t all) {
         CHECK(done <= all);
         if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
         if (stage != "loading rows") return;
         CHECK(done >= rows);
         rows = done;
         total = all;
       });
  CHECK(stages == std::vector<std::string>{"loading rows", "building keys and indexes", "checking invariants"});
  CHECK(rows == total);
  CHECK(rows > 1000);

  const TestDatabase other{Template::migrated};
  const auto stop = [](std::string_view, std::size_t, std::size_t) { throw Error{code::interrupted, "stop"}; };
  CHECK(error_of([&] { load(other, demo_of(40, Strategy::rebuild), {}, stop); }).code() == code::interrupted);
  CHECK(is_empty(other));
}

TEST_CASE("keys stay in place for many rows when others are connected or the tables are not owned",
          "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  std::optional other{database.session()};
  auto demo = demo_of(4000, Strategy::automatic);
  ops::WriteOptions options;
  bool rebuilds = false;
  options.on_step = [&](std::string_view step) {
    rebuilds = rebuilds || step == "keys-off";
    if (step == "keys-off" || step == "load") throw Error{code::interrupted, "enough is known"};
  };
  CHECK(error_of([&] { load(database, demo, options); }).code() == code::interrupted);
  CHECK_FALSE(rebuilds);
  other.reset();
  // A session's end takes the server a moment.
  for (int tries = 0; tries < 1000; ++tries) {
    if (database.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                       "AND backend_type = 'client backend' AND pid <> pg_backend_pid()") == "0")
      break;
  }
  CHECK(error_of([&] { load(database, demo, options); }).code() == code::interrupted);
  CHECK(rebuilds);

  database.execute(R"(CREATE ROLE guest; GRANT ALL ON ALL TABLES IN SCHEMA public TO guest;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO guest; GRANT ALL ON SCHEMA public TO guest)");
  demo.strategy = Strategy::rebuild;
  // The ledger is there before the guest comes.
  seed_categories(database);
  database.execute("GRANT ALL ON SCHEMA admctl TO guest; GRANT ALL ON ALL TABLES IN SCHEMA admctl TO guest");
  auto session = database.session();
  session.execute_alone("SET ROLE guest");
  const auto error =
      error_of([&] { seed::seed_demo(session, admarket(), request("seed.demo"), demo, {}, {}); });
  session.execute_alone("RESET ROLE");
  database.execute("DROP OWNED BY guest; DROP ROLE guest");
  CHECK(error.code() == code::cannot_rebuild);
  CHECK(error.message().find("the role does not own") != std::string::npos);
}

TEST_CASE("data that break an invariant are not committed", "[seed][demo]") {
  for (const auto strategy : {Strategy::in_place, Strategy::rebuild}) {
    CAPTURE(seed::strategy_name(strategy));
    const TestDatabase database{Template::migrated};
    const auto keys = keys_of(database);
    auto pack = admarket();
    pack.invariants.front().checks.front().violated = "true";
    auto session = database.session();
    const auto error =
        error_of([&] { seed::seed_demo(session, pack, request("seed.demo"), demo_of(22, strategy), {}, {}); });
    CHECK(error.code() == code::demo_invalid);
    CHECK(error.detail().find(pack.invariants.front().id) != std::string::npos);
    CHECK(is_empty(database));
    CHECK(keys_of(database) == keys);
  }
}

}  // namespace
}  // namespace admctl::test
