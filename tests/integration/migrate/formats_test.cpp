#include <catch2/catch.hpp>

#include "lib/migrate/history_detection.hpp"
#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

std::vector<HistoryFormat> found_in(const TestDatabase& database) {
  auto session = database.session();
  pg::Transaction tx{session};
  return find_histories(tx, "public");
}

// The same two migrations in the layout of each format.
void write_migrations(const test::TempFolder& folder, HistoryFormat format) {
  const auto write = [&](const std::string& name, const std::string& up, const std::string& down) {
    switch (format) {
      case HistoryFormat::prisma:
      case HistoryFormat::native:
        folder.write(name + "/migration.sql", up);
        folder.write(name + "/down.sql", down);
        break;
      case HistoryFormat::drizzle:
        folder.write(name + ".sql", up);
        folder.write(name + ".down.sql", down);
        break;
      case HistoryFormat::supabase:
        folder.write(name + ".sql", up);
        break;
      case HistoryFormat::dbmate:
        folder.write(name + ".sql", "-- migrate:up\n" + up + "-- migrate:down\n" + down);
        break;
    }
  };
  write("1_a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n");
  write("2_b", "CREATE TABLE b (id int);\n", "DROP TABLE b;\n");
  if (format == HistoryFormat::drizzle) {
    folder.write("meta/_journal.json", R"({"entries":[{"when":100,"tag":"1_a"},{"when":200,"tag":"2_b"}]})");
  }
}

TEST_CASE("every format keeps its history, finds it again and takes it back", "[migrate]") {
  for (const auto format : {HistoryFormat::prisma, HistoryFormat::drizzle, HistoryFormat::supabase,
                            HistoryFormat::dbmate, HistoryFormat::native}) {
    INFO(format_name(format));
    const TestDatabase database{Template::empty};
    const test::TempFolder folder;
    write_migrations(folder, format);
    Bench bench{database, folder, format};
    CHECK(bench.states() == Texts{"1_a pending", "2_b pending"});
    CHECK(bench.up().applied.size() == 2);
    CHECK(bench.up().applied.empty());
    CHECK(bench.states() == Texts{"1_a applied", "2_b applied"});
    CHECK(found_in(database) == std::vector{format});
    CHECK(database.value(ledger_count) == "2");
    if (format == HistoryFormat::supabase) {
      CHECK(bench.failure_of([&] { bench.down(); }).starts_with("ADM-3028 2_b has no down script"));
      continue;
    }
    bench.request.kind = "migrate.down";
    CHECK(bench.down().size() == 1);
    CHECK_FALSE(has_table(database, "b"));
    CHECK(bench.states() ==
          Texts{"1_a applied", format == HistoryFormat::prisma ? "2_b rolled back" : "2_b pending"});
    CHECK(database.value("SELECT summary ->> 'script' FROM admctl.operation WHERE kind = 'migrate.down'")
              .find("DROP TABLE b;") != std::string::npos);
    CHECK(bench.up().applied.size() == 1);
    CHECK(has_table(database, "b"));
  }
}

TEST_CASE("a dry run of taking back several tries them one after the other and keeps everything", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  folder.write("1_a/down.sql", "DROP TABLE a;\n");
  folder.write("2_b/migration.sql", "CREATE VIEW b AS SELECT id FROM a;\n");
  folder.write("2_b/down.sql", "DROP VIEW b;\n");
  Bench bench{database, folder, HistoryFormat::prisma};
  bench.up();
  bench.request.kind = "migrate.down";
  bench.request.dry_run = true;
  const auto tried = bench.down({2, {}});
  REQUIRE(tried.size() == 2);
  CHECK(tried[0].name == "2_b");
  CHECK(tried[1].name == "1_a");
  CHECK(tried[0].operation.empty());
  CHECK(bench.states() == Texts{"1_a applied", "2_b applied"});
  folder.write("2_b/down.sql", "SELECT 1;\n");
  Bench wrong{database, folder, HistoryFormat::prisma};
  wrong.request.dry_run = true;
  CHECK(wrong.failure_of([&] { wrong.down({2, {}}); }).find("other objects depend on it") != std::string::npos);
  bench.request.dry_run = false;
  CHECK(bench.down({2, {}}).size() == 2);
  CHECK_FALSE(has_table(database, "a"));
}

TEST_CASE("a history is edited where it keeps a checksum, and unknown or missing where a file is gone",
          "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  write_migrations(folder, HistoryFormat::drizzle);
  Bench{database, folder, HistoryFormat::drizzle}.up();
  folder.write("1_a.sql", "CREATE TABLE a (id bigint);\n");
  CHECK(Bench{database, folder, HistoryFormat::drizzle}.states() == Texts{"1_a edited", "2_b applied"});
  folder.write("1_a.sql", "CREATE TABLE a (id int);\r\n");
  CHECK(Bench{database, folder, HistoryFormat::drizzle}.states() == Texts{"1_a applied", "2_b applied"});
  std::filesystem::remove(folder.path() / "2_b.sql");
  folder.write("meta/_journal.json", R"({"entries":[{"when":100,"tag":"1_a"}]})");
  CHECK(Bench{database, folder, HistoryFormat::drizzle}.states() ==
        Texts{"1_a applied", "made at 200 unknown"});
}

TEST_CASE("tables that share a name are told apart by their columns", "[migrate]") {
  const std::pair<std::string, std::string> foreign[] = {
      {"CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)", "golang-migrate"},
      {"CREATE TABLE schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp)", "Ecto"},
      {"CREATE TABLE schema_migrations (version varchar PRIMARY KEY); "
       "CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY)",
       "Rails"},
      {"CREATE TABLE schema_migrations (id int)", "another tool"},
  };
  for (const auto& [sql, tool] : foreign) {
    INFO(tool);
    const TestDatabase database{Template::empty};
    database.execute(sql);
    const test::TempFolder folder;
    write_migrations(folder, HistoryFormat::dbmate);
    CHECK(found_in(database).empty());
    Bench bench{database, folder, HistoryFormat::dbmate};
    CHECK(bench.failure().starts_with("ADM-3020 \"public\".\"schema_migrations\" is the migration history of " +
                                      tool));
    CHECK(bench.last_exit == Exit::refused);
    CHECK_FALSE(has_table(database, "a"));
  }
}

TEST_CASE("the format is the folder's, and the database decides where that is not clear", "[migrate]") {
  using enum HistoryFormat;
  const auto choose = [](std::vector<HistoryFormat> folder, std::vector<HistoryFormat> database) {
    return choose_format(folder, database, prisma);
  };
  CHECK(choose({dbmate}, {}) == dbmate);
  CHECK(choose({dbmate}, {prisma}) == dbmate);
  CHECK(choose({prisma, native}, {}) == prisma);
  CHECK(choose({prisma, native}, {native}) == native);
  CHECK(choose({native, supabase}, {}) == native);
  CHECK(choose({native, supabase}, {supabase, drizzle}) == supabase);
  CHECK_THROWS_WITH(choose({prisma, native}, {prisma, native}),
                    "the database has the migration histories of prisma and native");
}

TEST_CASE("the ledger's own steps are no migrations of a platform", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("0001_ledger/migration.sql", "CREATE TABLE a (id int);\n");
  Bench bench{database, folder, HistoryFormat::native};
  CHECK(bench.up().applied.size() == 1);
  CHECK(bench.states() == Texts{"0001_ledger applied"});
  CHECK(Bench{database, folder, HistoryFormat::native}.up().applied.empty());
}

TEST_CASE("a history is corrected as its own tool would", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  write_migrations(folder, HistoryFormat::prisma);
  Bench bench{database, folder};

  SECTION("a baseline records what is there, and runs nothing") {
    database.execute("CREATE TABLE a (id int)");
    CHECK(bench.failure().starts_with("ADM-3007 "));
    bench.options.to = "1_a";
    CHECK(bench.baseline() == Texts{"1_a"});
    bench.options.to.reset();
    CHECK(bench.states() == Texts{"1_a applied", "2_b pending"});
    CHECK(database.value("SELECT applied_steps_count || logs || (started_at = finished_at) "
                         "FROM _prisma_migrations") == "0true");
    CHECK(bench.failure_of([&] { bench.baseline(); }).starts_with("ADM-3027 _prisma_migrations already has"));
    CHECK(bench.baseline(true) == Texts{"2_b"});
    CHECK_FALSE(has_table(database, "b"));
  }

  SECTION("a failed one is resolved either way") {
    bench.options.to = "1_a";
    bench.up();
    bench.options.to.reset();
    database.execute(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) "
        "VALUES ('8d7e3bb1-8b55-4c33-8c0d-1f8ba5b4d6ab', repeat('0', 64), '2_b', 'no')");
    CHECK(bench.failure().starts_with("ADM-3003 "));
    CHECK(bench.failure_of([&] { bench.resolve_rolled_back("1_a"); }).starts_with("ADM-3027 1_a did not fail"));
    CHECK(bench.failure_of([&] { bench.resolve_applied("1_a"); }).starts_with("ADM-3027 "));
    CHECK(bench.failure_of([&] { bench.resolve_applied("2_c"); })
              .starts_with("ADM-3026 there is no migration '2_c'."));

    SECTION("as rolled back") {
      bench.resolve_rolled_back("2_b");
      CHECK(bench.states() == Texts{"1_a applied", "2_b rolled back"});
      CHECK(bench.up().applied.size() == 1);
    }
    SECTION("as applied") {
      bench.resolve_applied("2_b");
      CHECK(bench.states() == Texts{"1_a applied", "2_b applied"});
      CHECK(database.value("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '2_b' AND "
                           "rolled_back_at IS NOT NULL") == "1");
      CHECK(bench.up().applied.empty());
      CHECK_FALSE(has_table(database, "b"));
    }
  }
}

}  // namespace
}  // namespace admctl::migrate
