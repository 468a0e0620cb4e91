#include <catch2/catch.hpp>

#include "tests/interop/tools.hpp"

namespace admctl::test {
namespace {

void write_migrations(const TempFolder& folder) {
  folder.write("migrations/20260101000000_users/migration.sql",
               "CREATE TABLE \"users\" (\"id\" int PRIMARY KEY);\n");
  folder.write("migrations/20260102000000_orders/migration.sql",
               "-- CreateTable\nCREATE TABLE \"orders\" (\"id\" int PRIMARY KEY);\n");
  folder.write("migrations/migration_lock.toml", "provider = \"postgresql\"\n");
}

TEST_CASE("Prisma finds nothing to do after admctl", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto up = run_migrate(database, {"up"}, folder.path() / "migrations");
  INFO(up.err);
  REQUIRE(up.exit == 0);
  const auto status = run_prisma(database, folder, "status");
  INFO(status.said);
  CHECK(status.exit == 0);
  CHECK(status.said.find("Database schema is up to date!") != std::string::npos);
  const auto deploy = run_prisma(database, folder, "deploy");
  CHECK(deploy.exit == 0);
  CHECK(deploy.said.find("No pending migrations to apply.") != std::string::npos);
}

TEST_CASE("admctl finds nothing to do after Prisma", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto deploy = run_prisma(database, folder, "deploy");
  INFO(deploy.said);
  REQUIRE(deploy.exit == 0);
  const auto up = run_migrate(database, {"up"}, folder.path() / "migrations");
  CHECK(up.exit == 0);
  CHECK(up.err.find("nothing to do") != std::string::npos);
  CHECK(run_migrate(database, {"verify", "--exit-code"}, folder.path() / "migrations").exit == 0);
}

TEST_CASE("what failed under one of Prisma and admctl blocks the other until it is resolved", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto migrations = folder.path() / "migrations";

  SECTION("a migration that failed under Prisma is resolved by admctl") {
    folder.write("migrations/20260103000000_bad/migration.sql", "CREATE TABLE \"users\" (\"id\" int);\n");
    REQUIRE(run_prisma(database, folder, "deploy").exit != 0);
    CHECK(run_migrate(database, {"up"}, migrations).exit == 6);
    CHECK(run_migrate(database, {"resolve", "--rolled-back", "20260103000000_bad"}, migrations).exit == 0);
    folder.write("migrations/20260103000000_bad/migration.sql", "CREATE TABLE \"good\" (\"id\" int);\n");
    const auto deploy = run_prisma(database, folder, "deploy");
    INFO(deploy.said);
    CHECK(deploy.exit == 0);
    CHECK(run_migrate(database, {"verify", "--exit-code"}, migrations).exit == 0);
  }

  SECTION("a migration that admctl left half done is refused by Prisma") {
    folder.write("migrations/20260103000000_half/migration.sql",
                 "CREATE INDEX CONCURRENTLY i ON users (id);\nCREATE INDEX CONCURRENTLY j ON nowhere (id);\n");
    REQUIRE(run_migrate(database, {"up"}, migrations).exit == 1);
    const auto deploy = run_prisma(database, folder, "deploy");
    CHECK(deploy.exit != 0);
    CHECK(deploy.said.find("P3009") != std::string::npos);
    folder.write("migrations/20260103000000_half/migration.sql",
                 "CREATE INDEX CONCURRENTLY i ON users (id);\nCREATE INDEX CONCURRENTLY j ON orders (id);\n");
    CHECK(run_migrate(database, {"up"}, migrations).exit == 0);
    CHECK(run_prisma(database, folder, "status").exit == 0);
  }

  SECTION("a baseline that admctl recorded is one to Prisma") {
    database.execute("CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (id int PRIMARY KEY)");
    CHECK(run_migrate(database, {"up"}, migrations).exit == 6);
    CHECK(run_migrate(database, {"baseline"}, migrations).exit == 0);
    const auto deploy = run_prisma(database, folder, "deploy");
    CHECK(deploy.said.find("No pending migrations to apply.") != std::string::npos);
  }
}

}  // namespace
}  // namespace admctl::test
