#include <catch2/catch.hpp>

#include "lib/config/schema.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::config {
namespace {

Schema make(const std::string& rules) {
  return Schema{parse_json(R"({"x-rules": )" + rules + R"(, "properties": {
    "least": {"default": 1}, "most": {"default": 10}, "third": {}, "code_secret": {"x-secret": true}}})"),
                "shop.json"};
}

std::vector<Breach> broken(const Schema& schema, const Object& values, std::vector<std::string> keys) {
  return schema.breaches(
      [&](std::string_view key) -> std::optional<Value> {
        if (const auto* value = values.find(key)) return *value;
        const auto* setting = schema.find(key);
        return setting ? setting->fallback : std::nullopt;
      },
      keys);
}

std::string refusal(const std::string& rules) {
  try {
    make(rules);
  } catch (const Error& error) {
    CHECK(error.code() == code::bad_pack);
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("A rule across keys is broken by either key, against defaults too, and names the values") {
  const auto schema = make(R"(["least <= most"])");
  CHECK(broken(schema, {{"least", 10}}, {"least"}).empty());
  const auto found = broken(schema, {{"least", 11}}, {"least"});
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "it must hold that least <= most (least is 11, most is 10)");
  CHECK(found[0].keys == std::vector<std::string>{"least", "most"});
  CHECK(broken(schema, {{"most", 0}}, {"most"}).size() == 1);
  CHECK(broken(schema, {{"most", 0}}, {"third"}).empty());
}

TEST_CASE("Decimal text is compared as numbers, never as text") {
  const auto schema = make(R"(["least < most"])");
  CHECK(broken(schema, {{"least", "9"}, {"most", "100000"}}, {"most"}).empty());
  CHECK(broken(schema, {{"least", "10.0"}, {"most", "10"}}, {"most"}).size() == 1);
}

TEST_CASE("A chain holds as a whole, numbers may stand in it, and a missing value suspends it") {
  const auto schema = make(R"([{"rule": "0 < least <= most != third", "message": "in order"}])");
  CHECK(broken(schema, {{"least", 5}}, {"least"}).empty());
  CHECK(broken(schema, {{"third", 3}}, {"third"}).empty());
  const auto found = broken(schema, {{"third", 10}}, {"third"});
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "in order (least is 1, most is 10, third is 10)");
  CHECK(broken(schema, {{"least", 0}, {"third", 1}}, {"least"}).size() == 1);
}

TEST_CASE("A broken rule does not tell a secret") {
  const auto schema = make(R"(["least < code_secret"])");
  const auto found = broken(schema, {{"least", 9}, {"code_secret", 4}}, {"least"});
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "it must hold that least < code_secret (least is 9)");
}

TEST_CASE("Conditions of JSON Schema itself count across keys") {
  const Schema schema{parse_json(R"({"if": {"properties": {"on": {"const": true}}, "required": ["on"]},
    "then": {"required": ["url"]}, "properties": {"on": {"type": "boolean"}, "url": {"type": "string"}}})"),
                      "shop.json"};
  CHECK(broken(schema, {{"on", false}}, {"on"}).empty());
  CHECK(broken(schema, {{"on", true}, {"url", "x"}}, {"on"}).empty());
  CHECK_FALSE(broken(schema, {{"on", true}}, {"on"}).empty());
}

TEST_CASE("A rule that cannot be read is a mistake of the pack") {
  CHECK(refusal(R"(["least"])").find("is no comparison") != std::string::npos);
  CHECK(refusal(R"(["least <"])").find("is no comparison") != std::string::npos);
  CHECK(refusal(R"(["least ~ most"])").find("has '~'") != std::string::npos);
  CHECK(refusal(R"(["least < unknown"])").find("names 'unknown'") != std::string::npos);
  CHECK(refusal(R"({"a": 1})").find("must be a list") != std::string::npos);
  CHECK(refusal(R"(["least < most"])").empty());
}

}  // namespace admctl::config
