#include <catch2/catch.hpp>

#include "lib/config/comparison.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::config {
namespace {

bool same(std::string_view a, std::string_view b) { return same_value(parse_json(a), parse_json(b)); }

}  // namespace

TEST_CASE("Numbers are the same whatever their spelling, also inside lists and objects") {
  CHECK(same("1", "1.0"));
  CHECK(same("1.50", "1.5"));
  CHECK(same("1e2", "100"));
  CHECK(same(R"({"a": [1.0, {"b": 2}]})", R"({"a": [1, {"b": 2.00}]})"));
  CHECK(same(R"({"a": 1, "b": 2})", R"({"b": 2, "a": 1})"));
  CHECK_FALSE(same("1", "\"1\""));
  CHECK_FALSE(same("0.1234567890123456789", "0.1234567890123456788"));
  CHECK_FALSE(same("[1, 2]", "[2, 1]"));
  CHECK_FALSE(same(R"({"a": 1})", R"({"a": 1, "b": null})"));
  CHECK_FALSE(same("null", "false"));
}

TEST_CASE("Differences come in the schema's order, secrets masked, a masked side never compared") {
  const Schema schema{parse_json(R"({"properties": {"b": {}, "a": {}, "pin": {"x-secret": true}}})"),
                      "shop.json"};
  const Settings left{{"a", 1}, {"b", 2}, {"pin", 4711}, {"z", 1}};
  const Settings right{{"a", Value{1.0}}, {"b", 3}, {"pin", 4712}, {"y", 2}};
  const auto found = differences(schema, left, right);
  REQUIRE(found.size() == 4);
  CHECK(found[0].key == "b");
  CHECK(found[0].left == Value{2});
  CHECK(found[0].right == Value{3});
  CHECK(found[1].key == "pin");
  CHECK(found[1].left == Value{"********"});
  CHECK(found[1].right == Value{"********"});
  CHECK(found[2].key == "y");
  CHECK_FALSE(found[2].left);
  CHECK(found[3].key == "z");
  CHECK(differences(schema, {{"pin", 1}}, {{"pin", "********"}}).empty());
  const auto one_sided = differences(schema, {{"pin", 4711}}, {});
  REQUIRE(one_sided.size() == 1);
  CHECK(one_sided[0].left == Value{"********"});
}

}  // namespace admctl::config
