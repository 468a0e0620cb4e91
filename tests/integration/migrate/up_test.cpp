#include <catch2/catch.hpp>

#include "lib/core/sha256.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger.hpp"
#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

TEST_CASE("migrating from nothing applies every migration once", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  const auto result = bench.up();
  REQUIRE(result.applied.size() == all_of_admarket);
  CHECK(result.tried);
  CHECK(bench.status().count(State::applied) == all_of_admarket);
  CHECK(bench.status().pending() == 0);

  SECTION("with a history as Prisma writes it") {
    auto session = database.session();
    pg::Transaction tx{session};
    const auto rows =
        tx.query("SELECT *, finished_at >= started_at AS in_time FROM _prisma_migrations ORDER BY started_at");
    REQUIRE(rows.size() == all_of_admarket);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      INFO(rows[i].text("migration_name"));
      CHECK(rows[i].text("migration_name") == bench.files()[i].name);
      CHECK(rows[i].text("checksum") == sha256_hex(bench.files()[i].bytes));
      CHECK(rows[i].text("applied_steps_count") == "1");
      CHECK(rows[i].is_null("logs"));
      CHECK(rows[i].is_null("rolled_back_at"));
      CHECK(rows[i].boolean("in_time"));
      const auto id = rows[i].text("id");
      CHECK(id.size() == 36);
      CHECK(id.substr(14, 1) == "4");
    }
    CHECK(database.value(blocking_rows) == "0");
  }

  SECTION("with one operation in the ledger each") {
    auto session = database.session();
    pg::Transaction tx{session};
    ops::OperationFilter filter;
    filter.kind = "migrate.up";
    const auto operations = ops::list_operations(tx, filter);
    REQUIRE(operations.size() == all_of_admarket);
    CHECK(operations.front().summary.at("subject").string_or("") == bench.files().back().name);
    CHECK(operations.front().summary.at("checksum").string_or("") == bench.files().back().checksum);
    CHECK(operations.front().id == result.applied.back().operation);
    CHECK(ops::verify_chain(tx).problems.empty());
  }

  SECTION("and a second run does nothing") {
    CHECK(bench.up().applied.empty());
    CHECK(database.value("SELECT count(*) FROM _prisma_migrations") == "14");
    CHECK(database.value(ledger_count) == "14");
  }
}

TEST_CASE("a run can stop at a migration by name", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  bench.options.to = bench.files()[2].name;
  CHECK(bench.up().applied.size() == 3);
  CHECK(bench.up().applied.empty());
  bench.options.to = bench.files()[3].name;
  CHECK(bench.up().applied.size() == 1);
  bench.options.to = "20251017093348_channel_stat";
  CHECK(bench.failure() ==
        "ADM-1001 there is no migration '20251017093348_channel_stat'. Did you mean "
        "'20251017093348_channel_stats'?");
}

TEST_CASE("an idempotency key does not stand in for the migrations after the first", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  bench.request.idempotency_key = "release-7";
  CHECK(bench.up().applied.size() == all_of_admarket);
  CHECK(bench.status().count(State::applied) == all_of_admarket);
}

TEST_CASE("a migration without statements is applied, and said to be empty", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "-- This is an empty migration.");
  Bench bench{database, folder};
  CHECK(bench.up().applied.size() == 1);
  CHECK(bench.said().find("1_a has no statements") != std::string::npos);
  CHECK(bench.states() == Texts{"1_a applied"});
}

TEST_CASE("literals in migrations mean what the database's settings make of them, as in psql", "[migrate]") {
  const TestDatabase database{Template::empty};
  database.execute(
      "DO $$BEGIN EXECUTE format('ALTER DATABASE %1$I SET DateStyle = ''SQL, DMY''; "
      "ALTER DATABASE %1$I SET TimeZone = ''Asia/Tokyo''', current_database()); END$$");
  const auto format = GENERATE(HistoryFormat::prisma, HistoryFormat::drizzle, HistoryFormat::supabase,
                               HistoryFormat::dbmate, HistoryFormat::native);
  CAPTURE(format_name(format));
  const std::string at_noon = "INSERT INTO t VALUES ('03/02/2024', '2024-02-03 12:00:00+00'::timestamptz);\n";
  const test::TempFolder folder;
  const bool named_by_folder = format == HistoryFormat::prisma || format == HistoryFormat::native;
  const auto write = [&](const std::string& name, const std::string& sql) {
    folder.write(name + (named_by_folder ? "/migration.sql" : ".sql"),
                 (format == HistoryFormat::dbmate ? "-- migrate:up\n" : "") + sql);
  };
  write("1_a", "CREATE TABLE t (d date DEFAULT '31/12/2099', at timestamp);\n" + at_noon);
  // Step by step.
  write("2_b", at_noon + "CREATE INDEX CONCURRENTLY t_d ON t (d);\n" + at_noon);
  folder.write("meta/_journal.json", R"({"entries":[{"when":100,"tag":"1_a"},{"when":200,"tag":"2_b"}]})");
  Bench bench{database, folder, format};
  REQUIRE(bench.failure() == "done");
  CHECK(database.value("SELECT string_agg(DISTINCT d || ' ' || at, ',') || ' ' || count(*) FROM t") ==
        "2024-02-03 2024-02-03 21:00:00 3");
  CHECK(database.value("SELECT column_default FROM information_schema.columns WHERE table_name = 't' "
                       "AND column_name = 'd'") == "'2099-12-31'::date");
  CHECK(bench.states() == Texts{"1_a applied", "2_b applied"});
  auto session = database.session();
  pg::Transaction tx{session};
  CHECK(ops::verify_chain(tx).problems.empty());
}

}  // namespace
}  // namespace admctl::migrate
