#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::platform {
namespace {

YamlNode parse(std::string text) { return YamlNode::parse("f.yaml", std::move(text)); }

struct Refusal {
  std::string text;
  std::string message;
  std::string detail;
};

TEST_CASE("text that is no plain YAML document is refused at its place", "[platform][yaml]") {
  const Refusal refusals[] = {
      {"", "f.yaml:1:1: the file is empty", ""},
      {"# only a comment\n", "f.yaml:1:1: the file is empty", "# only a comment\n^"},
      {"a: 1\n---\nb: 2\n", "f.yaml:3:1: the file holds more than one document", "b: 2\n^"},
      {"a: 1\nb: [1, 2\n", "f.yaml:3:1: YAML syntax: end of sequence flow not found", ""},
      {"a: 1\n\tb: 2\n", "f.yaml:2:1: YAML syntax: illegal tab when looking for indentation", " b: 2\n^"},
      {"a: *x\n", "f.yaml:1:4: YAML syntax: the referenced anchor is not defined", "a: *x\n   ^"},
      {"a: &x [1, *x]\n", "f.yaml:1:11: an alias inside the value it stands for", "a: &x [1, *x]\n          ^"},
      {"a: 1\nb: \"\xC3\"\n", "f.yaml:2:5: the file is not valid UTF-8", ""},
      {"a: 1\nb: x\x04y\n", "f.yaml:2:5: control character 0x04 in the file", ""},
      {"a: 1\nb: 2\na: 3\n", "f.yaml:3:1: duplicate key 'a'", "a: 3\n^"},
      {"x: {a: 1, a: 2}\n", "f.yaml:1:11: duplicate key 'a'", "x: {a: 1, a: 2}\n          ^"},
      {"? [a]\n: 1\n", "f.yaml:1:3: a key must be a word", "? [a]\n  ^"},
      {"~: 1\n", "f.yaml:1:1: a key must be a word", "~: 1\n^"},
      {"a: &x {b: 1}\nc:\n  <<: *x\n", "f.yaml:3:3: merge keys are not supported", "  <<: *x\n  ^"},
      {"a: !secret x\n", "f.yaml:1:4: tag '!secret' is not supported", "a: !secret x\n   ^"},
      {"a: !!map {}\n", "f.yaml:1:4: tag 'tag:yaml.org,2002:map' is not supported", "a: !!map {}\n   ^"},
      {"a: see issue #12\n", "f.yaml:1:4: the text is cut off at '#', which starts a comment",
       "a: see issue #12\n   ^"},
      {"a: r.\"data\" #>> '{b}'\r\n", "f.yaml:1:4: the text is cut off at '#', which starts a comment",
       "a: r.\"data\" #>> '{b}'\n   ^"},
      // Columns count characters, the caret counts columns of a terminal.
      {"\xC3\xA9: 1\n\xC3\xA9\xC3\xA9: {\xC3\xA9: 1, \xC3\xA9: 2}\n", "f.yaml:2:12: duplicate key '\xC3\xA9'",
       "\xC3\xA9\xC3\xA9: {\xC3\xA9: 1, \xC3\xA9: 2}\n           ^"},
  };
  for (const auto& refusal : refusals) {
    CAPTURE(refusal.text);
    try {
      parse(refusal.text);
      FAIL_CHECK("accepted");
    } catch (const Error& error) {
      CHECK(code_name(error.code()) == "ADM-1102");
      CHECK(error.message() == refusal.message);
      if (!refusal.detail.empty()) CHECK(error.detail() == refusal.detail);
    }
  }
}

TEST_CASE("aliases that describe an enormous document are refused", "[platform][yaml]") {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 20; ++i) {
    const auto last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int repeat = 0; repeat < 9; ++repeat) text += ", " + last;
    text += "]\n";
  }
  CHECK_THROWS_WITH(parse(text), Catch::Contains("too large once its aliases are replaced"));
  CHECK_THROWS_WITH(parse(std::string(5000, '[')), Catch::Contains("f.yaml:1:"));
}

TEST_CASE("scalars have the types of the YAML core schema", "[platform][yaml]") {
  using Type = YamlNode::Type;
  const std::pair<std::string, Type> cases[] = {
      {"x", Type::text},        {"'12'", Type::text},    {"\"true\"", Type::text}, {"yes", Type::text},
      {"1.2.3", Type::text},    {"-", Type::text},       {"48h", Type::text},      {"1e", Type::text},
      {"!!str 12", Type::text}, {"true", Type::boolean}, {"FALSE", Type::boolean}, {"12", Type::integer},
      {"-3", Type::integer},    {"0x1F", Type::integer}, {"1.5", Type::number},    {".5", Type::number},
      {"1e9", Type::number},    {".inf", Type::number},  {"~", Type::null},        {"null", Type::null},
      {"[]", Type::list},       {"{}", Type::map},
  };
  for (const auto& [text, type] : cases) {
    CAPTURE(text);
    CHECK(parse("[" + text + "]").items().at(0).type() == type);
  }
}

TEST_CASE("a document reads back as data, aliases replaced", "[platform][yaml]") {
  const auto value =
      parse("a: &list [1, 0x10, -2.5, 99999999999999999999, true, ~, 'x']\nb: {c: *list}\n").value();
  const Array list{1, 16, -2.5, Decimal{"99999999999999999999"}, true, nullptr, "x"};
  CHECK(value == Value{Object{{"a", list}, {"b", Object{{"c", list}}}}});
}

TEST_CASE("typed access says what is wrong and where", "[platform][yaml]") {
  const auto root = parse("name: 7\nlist: [a, a]\nnested: {}\ncount: 12\n");
  const auto map = root.map("the test", {"name", "list", "nested", "count"});
  CHECK(map.at("count").integer(0, 20) == 12);
  CHECK(map.at("count").place() == "f.yaml:4:8");
  CHECK_THROWS_WITH(map.text("name"), "f.yaml:1:7: 'name' must be text, not a number");
  CHECK_THROWS_WITH(map.at("count").integer(0, 9), "f.yaml:4:8: 'count' must be between 0 and 9");
  CHECK_THROWS_WITH(map.at("list").texts(), "f.yaml:2:11: 'a' is listed twice in 'list'");
  CHECK_THROWS_WITH(map.at("list").items().at(1).flag(),
                    "f.yaml:2:11: item 2 of 'list' must be true or false, not text");
  CHECK_THROWS_WITH(map.at("nested").items(), "f.yaml:3:9: 'nested' must be a list, not a mapping");
  CHECK_THROWS_WITH(map.at("nested").map("the nest", {"egg"}).at("egg"), "f.yaml:3:9: the nest has no 'egg'");
  CHECK_THROWS_WITH(root.map("the test", {"name", "lists", "nested", "count"}),
                    "f.yaml:2:1: unknown key 'list' in the test");
}

TEST_CASE("a byte order mark and carriage returns do not move places", "[platform][yaml]") {
  const auto root = parse("\xEF\xBB\xBFname: x\r\nother: y\r\n");
  CHECK(root.members().at(0).key_node.place() == "f.yaml:1:1");
  CHECK(root.members().at(1).value.place() == "f.yaml:2:8");
  CHECK(root.members().at(1).value.text() == "y");
}

}  // namespace
}  // namespace admctl::platform
