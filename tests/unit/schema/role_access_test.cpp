#include <catch2/catch.hpp>

#include "lib/schema/role_access.hpp"
#include "tests/unit/schema/small_catalog.hpp"

namespace admctl::schema {
namespace {

using Names = std::set<std::string>;

TEST_CASE("the tables that a piece of SQL reads stand behind FROM and JOIN", "[schema]") {
  CHECK(tables_in("r.\"price\" > 3") == Names{});
  CHECK(tables_in("EXISTS (SELECT FROM deals AS d WHERE d.id = r.id)") == Names{"deals"});
  CHECK(tables_in("(SELECT 1 FROM public.\"postMedia\" m JOIN ONLY x ON true)") == Names{"postMedia", "x"});
  CHECK(tables_in("select count(*) from a where note = 'from b' and c > 1") == Names{"a"});
  CHECK(tables_in("extract(epoch FROM r.\"createdAt\")").count("r") == 0);
  CHECK(tables_in("SELECT FROM (SELECT 1 FROM inner_one) AS t") == Names{"inner_one"});
  CHECK(tables_in("SELECT 1 FROM last") == Names{"last"});
  CHECK(tables_in("SELECT 'unfinished") == Names{});
}

platform::Pack small_pack() {
  platform::Pack pack;
  auto& kind = pack.kinds.emplace_back();
  kind.name = "deal";
  kind.table = "deals";
  kind.key = "id";
  kind.state = "state";
  kind.trail.event_table = "events";
  auto& move = kind.lifecycle.transitions.emplace_back();
  move.sets = {{"paid", "op.now"}};
  move.writes.push_back({platform::RowWrite::Action::update, "wallets", "id", "true", {}, {{"balance", "0"}}});
  pack.audit.emplace();
  pack.audit->table = "audit";
  pack.classes.push_back({"secret", {"sessions.token"}});
  auto& invariant = pack.invariants.emplace_back();
  invariant.checks.push_back({"", "sessions", "id", "r.id IS NULL", "", "", ""});
  return pack;
}

pg::Catalog small_catalog() {
  auto sessions = test::table("sessions");
  sessions.columns.push_back({"token", "text", false, std::nullopt});
  return test::catalog({test::table("deals"), test::table("events"), test::table("wallets"),
                        test::table("audit"), std::move(sessions), test::table("unknown to the pack")});
}

TEST_CASE("a reader reads what the pack names, secrets aside, and writes nothing", "[schema]") {
  const auto access = access_of(small_pack(), small_catalog(), RoleKind::reader);
  CHECK_FALSE(access.contains("unknown to the pack"));
  CHECK(access.at("deals").select);
  CHECK_FALSE(access.at("sessions").select);
  CHECK(access.at("sessions").select_columns == Names{"id", "made at"});
  for (const auto& [name, each] : access) {
    CAPTURE(name);
    CHECK_FALSE(each.insert);
    CHECK_FALSE(each.remove);
    CHECK(each.update_columns.empty());
  }
}

TEST_CASE("an operator may update the columns that moves write, and no others", "[schema]") {
  const auto access = access_of(small_pack(), small_catalog(), RoleKind::operator_);
  CHECK(access.at("deals").update_columns == Names{"state", "paid"});
  CHECK(access.at("wallets").update_columns == Names{"balance"});
  CHECK(access.at("events").insert);
  CHECK(access.at("audit").insert);
  CHECK_FALSE(access.at("audit").remove);
  CHECK_FALSE(access.at("deals").insert);
  CHECK(access_of(small_pack(), small_catalog(), RoleKind::admin).at("audit").remove);
}

TEST_CASE("an auditor reads trails whole, and of records only what they are called", "[schema]") {
  const auto access = access_of(small_pack(), small_catalog(), RoleKind::auditor);
  CHECK(access.at("audit").select);
  CHECK(access.at("events").select);
  CHECK_FALSE(access.at("deals").select);
  CHECK(access.at("deals").select_columns == Names{"id"});
  CHECK_FALSE(access.contains("sessions"));
}

}  // namespace
}  // namespace admctl::schema
