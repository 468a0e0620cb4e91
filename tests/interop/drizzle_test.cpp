#include <catch2/catch.hpp>

#include "tests/interop/tools.hpp"

namespace admctl::test {
namespace {

constexpr std::string_view rows =
    "SELECT string_agg(hash || ' ' || created_at, ',' ORDER BY created_at) FROM drizzle.__drizzle_migrations";

void write_migrations(const TempFolder& folder) {
  folder.write("meta/_journal.json",
               R"({"version":"7","dialect":"postgresql","entries":[
      {"idx":0,"version":"7","when":1767225600000,"tag":"0000_users","breakpoints":true},
      {"idx":1,"version":"7","when":1767312000000,"tag":"0001_orders","breakpoints":true}]})");
  folder.write("0000_users.sql",
               "CREATE TABLE \"users\" (id int PRIMARY KEY);\n--> statement-breakpoint\n"
               "CREATE TABLE \"roles\" (id int PRIMARY KEY);");
  folder.write("0001_orders.sql", "CREATE TABLE \"orders\" (id int PRIMARY KEY);\r\n");
}

TEST_CASE("Drizzle's migrator finds nothing to do after admctl, and both write the same rows", "[interop]") {
  need_tools();
  const TestDatabase ours{Template::empty};
  const TestDatabase theirs{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  const auto up = run_migrate(ours, {"up"}, folder.path());
  INFO(up.err);
  REQUIRE(up.exit == 0);
  const auto tool = run_drizzle(theirs, folder.path());
  INFO(tool.said);
  REQUIRE(tool.exit == 0);
  CHECK(ours.value(rows) == theirs.value(rows));

  // A second run of a CREATE TABLE would fail.
  CHECK(run_drizzle(ours, folder.path()).exit == 0);
  CHECK(ours.value("SELECT count(*) FROM drizzle.__drizzle_migrations") == "2");

  const auto again = run_migrate(theirs, {"up"}, folder.path());
  CHECK(again.exit == 0);
  CHECK(again.err.find("nothing to do") != std::string::npos);
  CHECK(run_migrate(theirs, {"verify", "--exit-code"}, folder.path()).exit == 0);
}

TEST_CASE("what Drizzle's migrator leaves out without a word, admctl reports and applies", "[interop]") {
  need_tools();
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  write_migrations(folder);
  REQUIRE(run_drizzle(database, folder.path()).exit == 0);
  folder.write("meta/_journal.json",
               R"({"version":"7","dialect":"postgresql","entries":[
      {"idx":0,"when":1767225600000,"tag":"0000_users"},{"idx":1,"when":1767312000000,"tag":"0001_orders"},
      {"idx":2,"when":1767300000000,"tag":"0002_late"}]})");
  folder.write("0002_late.sql", "CREATE TABLE late (id int);");
  CHECK(run_drizzle(database, folder.path()).exit == 0);
  CHECK(database.value("SELECT to_regclass('late')").empty());

  const auto verify = run_migrate(database, {"verify"}, folder.path());
  CHECK(verify.exit == 9);
  CHECK(verify.out.find("0002_late") != std::string::npos);
  CHECK(verify.out.find("out of order") != std::string::npos);
  const auto up = run_migrate(database, {"up"}, folder.path());
  CHECK(up.exit == 0);
  CHECK(up.err.find("the tool itself would leave it out") != std::string::npos);
  CHECK_FALSE(database.value("SELECT to_regclass('late')").empty());
  CHECK(run_drizzle(database, folder.path()).exit == 0);
}

}  // namespace
}  // namespace admctl::test
