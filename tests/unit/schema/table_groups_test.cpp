#include <catch2/catch.hpp>

#include "lib/core/codes/schema.hpp"
#include "lib/core/error.hpp"
#include "lib/schema/table_groups.hpp"
#include "tests/support/error_of.hpp"
#include "tests/unit/schema/small_catalog.hpp"

namespace admctl::schema {
namespace {

using test::catalog;
using test::error_of;
using test::table;
using Names = std::vector<std::string>;

std::string text_of(const std::vector<TableGroup>& groups) {
  std::string out;
  for (const auto& group : groups) {
    out += (out.empty() ? "" : " | ") + group.title + ":";
    for (const auto& name : group.tables) out += " " + name;
  }
  return out;
}

TEST_CASE("tables are grouped as the pack says, and the others come last", "[schema]") {
  const auto found = catalog({table("deals"), table("users"), table("odd"), table("notes")});
  const std::vector<platform::Domain> domains{
      {"People", {{"users", "who"}, {"gone", ""}}}, {"Empty", {{"gone_too", ""}}}, {"Trade", {{"deals", ""}}}};
  CHECK(text_of(group_tables(found, domains)) == "People: users | Trade: deals | Other tables: notes odd");
}

TEST_CASE("without a pack tables are grouped by the first word of their names, then by their keys",
          "[schema]") {
  const auto found = catalog({table("merch_orders"), table("merch_items", {"merch_orders"}), table("postMedia"),
                              table("posts"), table("refund", {"merch_orders"}), table("alone")});
  CHECK(text_of(group_tables(found, {})) ==
        "merch: merch_items merch_orders refund | post: postMedia posts | Other tables: alone");
}

TEST_CASE("every table is in exactly one group, also when everything refers to one table", "[schema]") {
  std::vector<pg::CatalogTable> tables{table("users")};
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) tables.push_back(table(name, {"users"}));
  const auto found = catalog(std::move(tables));
  std::size_t count = 0;
  for (const auto& group : group_tables(found, {})) count += group.tables.size();
  CHECK(count == found.tables.size());
}

TEST_CASE("tables are chosen by patterns, and one that matches nothing is an error with near names",
          "[schema]") {
  const auto found = catalog({table("deals"), table("deal_events"), table("users")});
  CHECK(choose_tables(found, {}, "public") == Names{"deal_events", "deals", "users"});
  CHECK(choose_tables(found, Names{"deal*", "use?s"}, "public") == Names{"deal_events", "deals", "users"});
  CHECK(choose_tables(found, Names{"deals", "deal?"}, "public") == Names{"deals"});
  const auto error = error_of([&] { choose_tables(found, Names{"deals", "usres"}, "public"); });
  CHECK(error.code() == code::no_such_table);
  CHECK(error.message() == "schema 'public' has no table 'usres'. Did you mean 'users'?");
  CHECK(error_of([&] { choose_tables({}, {}, "public"); }).code() == code::no_such_schema);
}

TEST_CASE("a table is found whatever the case, unless that leaves two", "[schema]") {
  const auto found = catalog({table("Deals"), table("userList"), table("userlist")});
  CHECK(find_table(found, "deals", "public").name == "Deals");
  CHECK(find_table(found, "userlist", "public").name == "userlist");
  CHECK(error_of([&] { find_table(found, "USERLIST", "public"); }).code() == code::no_such_table);
}

}  // namespace
}  // namespace admctl::schema
