#include <catch2/catch.hpp>

#include "lib/pg/missing_privilege.hpp"

namespace admctl::pg {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("what the server refused is read from its message", "[pg]") {
  const auto object = [](std::string_view message) {
    const auto found = refused_object(message);
    return found ? found->kind + " " + found->name : "none";
  };
  CHECK(object("permission denied for table deals") == "table deals");
  CHECK(object("permission denied for view daily totals") == "table daily totals");
  CHECK(object("permission denied for schema admctl") == "schema admctl");
  CHECK(object("permission denied for sequence deals_id_seq") == "sequence deals_id_seq");
  CHECK(object("permission denied for function total") == "function total");
  CHECK(object("permission denied for database shop") == "database shop");
  CHECK(object("must be owner of table deals") == "owner deals");
  CHECK(object("must be owner of relation deals") == "owner deals");
  CHECK(object("new row violates row-level security policy for table \"deals\"") == "policy deals");
  CHECK(object("the ledger is append-only: DELETE on admctl.operation is refused") == "none");
  CHECK(object("keine Berechtigung für Tabelle deals") == "none");
}

TEST_CASE("what a statement needs of a table is what it does with it", "[pg]") {
  const auto needed = [](std::string_view sql) { return privileges_needed(sql, "deals"); };
  CHECK(needed(R"(SELECT to_jsonb(t) FROM "public"."deals" AS t)") == Names{"SELECT"});
  CHECK(needed(R"(SELECT to_jsonb(t) FROM "public"."deals" AS t FOR UPDATE)") == Names{"SELECT", "UPDATE"});
  CHECK(
      needed(
          R"(WITH old AS (SELECT 1 FROM "public"."deals") UPDATE "public"."deals" AS t SET ("a") = (SELECT 1))") ==
      Names{"SELECT", "UPDATE"});
  CHECK(needed(R"(INSERT INTO "public"."deals" AS t ("a") SELECT 1)") == Names{"INSERT"});
  CHECK(needed(R"(INSERT INTO public.deals (a) VALUES (1) RETURNING a)") == Names{"SELECT", "INSERT"});
  CHECK(needed(R"(DELETE FROM "deals" AS t WHERE true)") == Names{"SELECT", "DELETE"});
  CHECK(needed(R"(COPY "public"."deals" ("a") FROM STDIN )") == Names{"INSERT"});
  CHECK(needed(R"(TRUNCATE TABLE deals)") == Names{"TRUNCATE"});
  // Another table is written, this one is read.
  CHECK(needed(R"(INSERT INTO "public"."events" ("a") SELECT d.a FROM "public"."deals" AS d)") ==
        Names{"SELECT"});
  CHECK(needed(R"(UPDATE "public"."deals_old" SET a = 1 FROM deals)") == Names{"SELECT"});
}

}  // namespace
}  // namespace admctl::pg
