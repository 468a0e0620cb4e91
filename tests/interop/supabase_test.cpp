#include <catch2/catch.hpp>

#include "tests/interop/tools.hpp"

namespace admctl::test {
namespace {

// The CLI itself is no package of a registry: these are the facts that were recorded of it.
TEST_CASE("admctl writes what the Supabase CLI would, and goes on from what that wrote", "[interop]") {
  const TestDatabase database{Template::empty};
  const TempFolder folder;
  folder.write("supabase/migrations/20260101000000_users.sql",
               "create table users (id int);\nset search_path = nowhere;\n");
  folder.write("supabase/migrations/20260102000000_orders.sql", "select 1;\ncreate table orders (id int);\n");
  const auto dir = folder.path() / "supabase/migrations";

  SECTION("written") {
    const auto up = run_migrate(database, {"up"}, dir);
    INFO(up.err);
    REQUIRE(up.exit == 0);
    CHECK(database.value("SELECT string_agg(version || ' ' || name || ' ' || array_length(statements, 1), ',' "
                         "ORDER BY version) FROM supabase_migrations.schema_migrations") ==
          "20260101000000 users 2,20260102000000 orders 2");
    CHECK(database.value("SELECT statements[1] FROM supabase_migrations.schema_migrations "
                         "WHERE version = '20260101000000'") == "create table users (id int)");
  }

  SECTION("continued, also from an early version that kept versions alone") {
    database.execute(
        "CREATE SCHEMA supabase_migrations; "
        "CREATE TABLE supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY); "
        "INSERT INTO supabase_migrations.schema_migrations VALUES ('20260101000000'); CREATE TABLE users (id "
        "int)");
    const auto up = run_migrate(database, {"up"}, dir);
    INFO(up.err);
    REQUIRE(up.exit == 0);
    CHECK(up.out.find("20260101000000_users") == std::string::npos);
    CHECK(database.value("SELECT string_agg(version || coalesce(name, '-'), ',' ORDER BY version) "
                         "FROM supabase_migrations.schema_migrations") ==
          "20260101000000-,20260102000000orders");
    CHECK(run_migrate(database, {"verify", "--exit-code"}, dir).exit == 0);
  }
}

}  // namespace
}  // namespace admctl::test
