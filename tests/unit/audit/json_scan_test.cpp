#include <random>

#include <catch2/catch.hpp>

#include "lib/audit/json_scan.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

std::string compact(
    std::string_view json,
    const std::function<bool(std::string_view, int)>& hide = [](std::string_view, int) { return false; }) {
  std::string out;
  const MemberRules rules{
      [&](std::string_view name, int depth) { return hide(name, depth) ? Treatment::mask : Treatment::keep; },
      {}};
  append_compact_json(out, json, rules);
  return out;
}

std::string hide_key(std::string_view json, std::string_view hidden) {
  return compact(json, [&](std::string_view name, int) { return name == hidden; });
}

}  // namespace

TEST_CASE("Blanks between tokens go, blanks inside of strings stay") {
  CHECK(compact("{\"a\": 1, \"b b\": [true, null, \"x y\"]}") == "{\"a\":1,\"b b\":[true,null,\"x y\"]}");
  CHECK(compact(" {\n\t\"a\" :\r\n -1.5e+10 , \"b\":{ } , \"c\" : [ ] } ") ==
        "{\"a\":-1.5e+10,\"b\":{},\"c\":[]}");
  CHECK(compact("\"text\"") == "\"text\"");
  CHECK(compact(" 12 ") == "12");
  CHECK(compact("") == "");
}

TEST_CASE("Strings pass through byte for byte") {
  const std::string text = R"({"q":"say \"hi\" \\","u":"\u0001\ud83d\ude00 😀","s":"{not, an: object]"})";
  CHECK(compact(text) == text);
}

TEST_CASE("The value of a hidden member is masked, whatever it is") {
  CHECK(hide_key(R"({"k": "x", "a": 1})", "k") == R"({"k":"********","a":1})");
  CHECK(hide_key(R"({"a": 1, "k": 42})", "k") == R"({"a":1,"k":"********"})");
  CHECK(hide_key(R"({"k": true})", "k") == R"({"k":"********"})");
  CHECK(hide_key(R"({"k": {"x": "}", "y": [1, {"z": 2}]}, "a": 1})", "k") == R"({"k":"********","a":1})");
  CHECK(hide_key(R"({"k": ["]", "a"], "a": 1})", "k") == R"({"k":"********","a":1})");
  CHECK(hide_key(R"([{"a": {"k": "x"}}, {"k": ""}])", "k") == R"([{"a":{"k":"********"}},{"k":"********"}])");
}

TEST_CASE("A hidden null stays null, and a value that looks like a hidden name stays") {
  CHECK(hide_key(R"({"k": null})", "k") == R"({"k":null})");
  CHECK(hide_key(R"({"a": "k", "b": ["k"]})", "k") == R"({"a":"k","b":["k"]})");
}

TEST_CASE("A name written with escapes is recognised") {
  CHECK(hide_key(R"({"\u006bey": "x"})", "key") == R"({"\u006bey":"********"})");
  CHECK(hide_key(R"({"a\"b": "x"})", "a\"b") == R"({"a\"b":"********"})");
}

TEST_CASE("The depth of a member is that of its object") {
  std::vector<std::pair<std::string, int>> seen;
  compact(R"({"a": {"b": [{"c": 1}]}, "d": 2})", [&](std::string_view name, int depth) {
    seen.emplace_back(name, depth);
    return false;
  });
  CHECK(seen == std::vector<std::pair<std::string, int>>{{"a", 1}, {"b", 2}, {"c", 4}, {"d", 1}});
}

TEST_CASE("Members of the outermost object are found, others are not") {
  const std::vector<std::string_view> names{"reason", "ticket", "none"};
  std::vector<std::string_view> values(3);
  find_members(R"({"x":{"ticket":"inner"},"reason":"a \"b\", c","y":["reason"],"ticket":{"a":[1,2]}})", names,
               values);
  CHECK(values[0] == R"("a \"b\", c")");
  CHECK(values[1] == R"({"a":[1,2]})");
  CHECK(values[2].empty());
  for (const auto* other : {"[\"reason\"]", "\"reason\"", "3", "null", "{}", ""}) {
    std::vector<std::string_view> nothing(3);
    find_members(other, names, nothing);
    CHECK(nothing[0].empty());
  }
}

TEST_CASE("Text that is no JSON is never read out of bounds") {
  std::mt19937 random{7};
  const std::string_view pieces = "{}[]\",: \\1ntf";
  const std::vector<std::string_view> names{"n"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = static_cast<int>(random() % 24); i > 0; --i) text += pieces[random() % pieces.size()];
    // Exactly as large as the text, so that a sanitizer notices a step too far.
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view{exact.data(), exact.size()};
    std::vector<std::string_view> values(1);
    try {
      compact(view, [](std::string_view name, int) { return name == "n"; });
      find_members(view, names, values);
    } catch (const std::exception&) {
      // A name with an invalid escape: refused.
    }
  }
  SUCCEED();
}

TEST_CASE("Compacting changes no value") {
  for (const auto* text :
       {R"({"a": [1, 2.50, {"b": null}], "c": "\u00e9\n", "": {"": ""}})", R"([])", R"([[[[{}]]], "x"])"}) {
    CHECK(to_canonical_json(parse_json(compact(text))) == to_canonical_json(parse_json(text)));
  }
}

}  // namespace admctl::audit
