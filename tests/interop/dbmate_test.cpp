#include <catch2/catch.hpp>

#include "tests/interop/tools.hpp"

namespace admctl::test {
namespace {

void write_migrations(const TempFolder& folder) {
  folder.write(
      "20260101000000_users.sql",
      "-- migrate:up\nCREATE TABLE users (id int PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE users;\n");
  folder.write("20260102000000_index.sql",
               "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY users_id ON users (id);\n\n"
               "-- migrate:down\nDROP INDEX users_id;\n");
}

TEST_CASE("dbmate finds nothing to do after admctl", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto up = run_migrate(database, {"up"}, folder.path());
  INFO(up.err);
  REQUIRE(up.exit == 0);
  const auto status = run_dbmate(database, folder.path(), "status --exit-code");
  INFO(status.said);
  CHECK(status.exit == 0);
  CHECK(status.said.find("Applied: 2\nPending: 0") != std::string::npos);
  const auto again = run_dbmate(database, folder.path(), "up");
  CHECK(again.exit == 0);
  CHECK(again.said.find("Applying") == std::string::npos);

  const auto rollback = run_dbmate(database, folder.path(), "rollback");
  CHECK(rollback.exit == 0);
  CHECK(run_migrate(database, {"verify", "--exit-code"}, folder.path()).exit == 10);
}

TEST_CASE("admctl finds nothing to do after dbmate, and takes back what it applied", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto tool = run_dbmate(database, folder.path(), "up");
  INFO(tool.said);
  REQUIRE(tool.exit == 0);
  const auto up = run_migrate(database, {"up"}, folder.path());
  CHECK(up.exit == 0);
  CHECK(up.err.find("nothing to do") != std::string::npos);
  CHECK(run_migrate(database, {"verify", "--exit-code"}, folder.path()).exit == 0);

  const auto down = run_migrate(database, {"down", "--count", "2"}, folder.path());
  INFO(down.err);
  CHECK(down.exit == 0);
  CHECK(database.value("SELECT to_regclass('users')").empty());
  const auto status = run_dbmate(database, folder.path(), "status");
  CHECK(status.said.find("Applied: 0\nPending: 2") != std::string::npos);
}

}  // namespace
}  // namespace admctl::test
