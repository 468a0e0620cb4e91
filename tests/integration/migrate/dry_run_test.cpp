#include <catch2/catch.hpp>

#include "tests/integration/migrate/bench.hpp"

namespace admctl::migrate {
namespace {

using test::Template;
using test::TestDatabase;

TEST_CASE("a dry run applies everything for real and keeps nothing", "[migrate]") {
  const TestDatabase database{Template::empty};
  Bench bench{database};
  bench.request.dry_run = true;
  const auto result = bench.up();
  CHECK(result.tried);
  CHECK(result.applied.size() == all_of_admarket);
  CHECK(database.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
  CHECK(database.value("SELECT to_regnamespace('admctl')").empty());
}

TEST_CASE("a dry run fails where the real one would", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TABLE a (id int);\n");
  folder.write("2_b/migration.sql", "ALTER TABLE a ADD COLUMN id int;\n");
  Bench bench{database, folder};
  bench.request.dry_run = true;
  CHECK(bench.failure().starts_with("ADM-3001 " + (folder.path() / "2_b/migration.sql").string() + ":1:1: "));
  CHECK_FALSE(has_table(database, "a"));
}

TEST_CASE("a dry run that would need a commit in between lists what would run", "[migrate]") {
  const TestDatabase database{Template::empty};
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "CREATE TYPE mood AS ENUM ('good');\n");
  Bench{database, folder}.up();
  folder.write("2_b/migration.sql", "ALTER TYPE mood ADD VALUE 'bad';\n");
  folder.write("3_c/migration.sql", "CREATE TABLE t (m mood DEFAULT 'bad');\n");
  Bench bench{database, folder};
  bench.request.dry_run = true;
  const auto listed = bench.up();
  CHECK_FALSE(listed.tried);
  CHECK(listed.applied.size() == 2);
  CHECK(bench.said().find("3_c uses a new enum value") != std::string::npos);
  bench.request.dry_run = false;
  CHECK(bench.up().applied.size() == 2);
}

}  // namespace
}  // namespace admctl::migrate
