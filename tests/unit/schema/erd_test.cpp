#include <catch2/catch.hpp>

#include "lib/schema/erd.hpp"
#include "tests/unit/schema/small_catalog.hpp"

namespace admctl::schema {
namespace {

using test::catalog;
using test::table;
using Names = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Erd erd(const pg::Catalog& found, const Names& chosen, int depth = 0, ErdColumns columns = ErdColumns::keys) {
  Names all;
  for (const auto& each : found.tables) all.push_back(each.name);
  auto out = erd_of(found, {{"All", all}}, chosen.empty() ? all : chosen, {}, depth, columns);
  out.title = "Tables";
  return out;
}

Names tables_of(const Erd& drawn) {
  Names out;
  for (const auto& each : drawn.tables) out.push_back(each.name + (each.chosen ? "" : "~"));
  return out;
}

TEST_CASE("neighbours are added over as many keys as asked for, in both directions", "[schema]") {
  const auto found =
      catalog({table("a"), table("b", {"a"}), table("c", {"b"}), table("d", {"c"}), table("apart")});
  CHECK(tables_of(erd(found, {"c"})) == Names{"c"});
  CHECK(tables_of(erd(found, {"c"}, 1)) == Names{"b~", "c", "d~"});
  CHECK(tables_of(erd(found, {"c"}, 9)) == Names{"a~", "b~", "c", "d~"});
  CHECK(erd(found, {"c"}, 0).edges.empty());
  CHECK(erd(found, {"c"}, 1).edges.size() == 2);
}

TEST_CASE("a key says whether there may be none, and whether there is only one", "[schema]") {
  const auto found = catalog({table("users"), table("deals", {"users"}), table("notes", {"users?"}),
                              table("carts", {"users!"}), table("faces", {"users?!"})});
  const auto text = to_mermaid(erd(found, {}));
  CHECK(contains(text, "  users ||--o{ deals : \"users_id\"\n"));
  CHECK(contains(text, "  users |o--o{ notes : \"users_id\"\n"));
  CHECK(contains(text, "  users ||--o| carts : \"users_id\"\n"));
  CHECK(contains(text, "  users |o--o| faces : \"users_id\"\n"));
}

TEST_CASE("columns are all, those of keys, or none", "[schema]") {
  const auto found = catalog({table("users"), table("carts", {"users!"})});
  const auto keys = to_mermaid(erd(found, {}));
  CHECK(contains(keys, "    text id PK\n"));
  CHECK(contains(keys, "    text users_id FK, UK\n"));
  CHECK_FALSE(contains(keys, "made"));
  CHECK(contains(to_mermaid(erd(found, {}, 0, ErdColumns::all)), "    timestamptz(3) made_at \"made at\"\n"));
  const auto none = to_mermaid(erd(found, {}, 0, ErdColumns::none));
  CHECK(contains(none, "  users\n"));
  CHECK_FALSE(contains(none, "{\n"));
}

TEST_CASE("names that Mermaid would not take are labels of plain ones", "[schema]") {
  const auto found =
      catalog({table("_join"), table("end"), table("t2"), table("to \"you\" 100%"), table("ok")});
  const auto text = to_mermaid(erd(found, {}, 0, ErdColumns::none));
  CHECK(text == "erDiagram\n  %% All\n  t1[\"_join\"]\n  t3[\"end\"]\n  ok\n  t2\n  t4[\"to 'you' 100 \"]\n");
}

TEST_CASE("in DOT text is only text, whatever it is", "[schema]") {
  auto found = catalog({table("a\\\"<b>&"), table("x]] >")});
  const auto text = to_dot(erd(found, {}));
  CHECK(contains(text, R"("a\\\"<b>&" [label=<)"));
  CHECK(contains(text, "<b>a\\&quot;&lt;b&gt;&amp;</b>"));
}

TEST_CASE("keys to what everything refers to are named, not drawn", "[schema]") {
  std::vector<pg::CatalogTable> tables{table("users")};
  std::vector<TableGroup> groups{{"Users", {"users"}}, {"Others", {}}};
  for (const auto* name : {"a", "b", "c", "d", "e"}) {
    tables.push_back(table(name, {"users"}));
    groups.back().tables.emplace_back(name);
  }
  const auto found = catalog(std::move(tables));
  const auto drawn = erd_of(found, groups, Names{"users", "a", "b", "c", "d", "e"}, {}, 0, ErdColumns::keys);
  CHECK(drawn.is_hub("users"));
  CHECK_FALSE(contains(to_dot(drawn), "->"));
  CHECK(contains(to_dot(drawn), "\u2192 users"));
  const auto few = erd_of(found, groups, Names{"users", "a", "b"}, {}, 0, ErdColumns::keys);
  CHECK_FALSE(few.is_hub("users"));
  CHECK(contains(to_dot(few), "\"users\" -> \"a\" [arrowtail=teetee, arrowhead=crowodot"));
}

TEST_CASE("groups without lines between them are packed side by side", "[schema]") {
  const auto found = catalog({table("a"), table("b", {"a"}), table("c"), table("d", {"c"})});
  const auto dot = [&](const std::vector<TableGroup>& groups) {
    return to_dot(erd_of(found, groups, Names{"a", "b", "c", "d"}, {}, 0, ErdColumns::keys));
  };
  CHECK(contains(dot({{"One", {"a", "b"}}, {"Two", {"c", "d"}}}), "pack="));
  // Graphviz 2.42 frees memory twice when there is one part alone.
  CHECK_FALSE(contains(dot({{"One", {"a", "b", "c", "d"}}}), "pack="));
  CHECK_FALSE(contains(dot({{"One", {"a", "c"}}, {"Two", {"b", "d"}}}), "pack="));
}

TEST_CASE("partitions are part of their table", "[schema]") {
  const auto found = catalog({table("logs"), table("logs_2026")});
  const auto drawn = erd_of(found, {{"All", {"logs", "logs_2026"}}}, Names{"logs", "logs_2026"},
                            Names{"logs_2026"}, 5, ErdColumns::keys);
  CHECK(tables_of(drawn) == Names{"logs"});
}

TEST_CASE("the picture of a schema is one element that needs nothing else", "[schema]") {
  const auto svg = to_svg(erd(catalog({table("users"), table("deals", {"users"})}), {}));
  CHECK(svg.starts_with("<svg role=\"img\" aria-label=\"Tables\""));
  CHECK(contains(svg, ">deals</text>"));
  CHECK_FALSE(contains(svg, "<!DOCTYPE"));
  CHECK_FALSE(contains(svg, "href=\""));
}

TEST_CASE("types are shown short", "[schema]") {
  CHECK(short_type("character varying(64)") == "varchar(64)");
  CHECK(short_type("timestamp(3) without time zone") == "timestamp(3)");
  CHECK(short_type("timestamp with time zone") == "timestamptz");
  CHECK(short_type("timestamp(6) with time zone") == "timestamptz(6)");
  CHECK(short_type("double precision") == "float8");
  CHECK(short_type("\"my integer\"") == "\"my integer\"");
  CHECK(short_type("integer[]") == "int[]");
}

}  // namespace
}  // namespace admctl::schema
