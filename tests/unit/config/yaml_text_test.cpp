#include "lib/core/yaml_text.hpp"

#include <catch2/catch.hpp>

#include "lib/config/comparison.hpp"
#include "lib/config/settings_file.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/random_values.hpp"

namespace admctl::config {
namespace {

Value read_back(const std::string& yaml) {
  std::vector<LineProblem> problems;
  const auto settings = parse_settings(yaml, problems);
  for (const auto& problem : problems) UNSCOPED_INFO(problem.line << ": " << problem.what);
  CAPTURE(yaml);
  REQUIRE(problems.empty());
  REQUIRE(settings.size() == 1);
  return settings.front().value;
}

}  // namespace

TEST_CASE("Scalars are plain where every reader agrees on them, quoted elsewhere") {
  CHECK(yaml_member("fee", 450) == "fee: 450\n");
  CHECK(yaml_member("name", "Anna Blue") == "name: Anna Blue\n");
  CHECK(yaml_member("amount", "1") == "amount: \"1\"\n");
  CHECK(yaml_member("word", "yes") == "word: \"yes\"\n");
  CHECK(yaml_member("a:b", true) == "\"a:b\": true\n");
  CHECK(yaml_member("empty", Array{}) == "empty: []\n");
  CHECK(yaml_member("nothing", nullptr) == "nothing: null\n");
}

TEST_CASE("Lists and objects are written as blocks") {
  CHECK(yaml_member("limits", parse_json(R"({"max": 3, "hosts": ["a", {"b": 1}], "none": {}})")) ==
        "limits:\n  max: 3\n  hosts:\n    - a\n    -\n      b: 1\n  none: {}\n");
}

TEST_CASE("Any value that is written as YAML is read back as the same value") {
  test::RandomValues random{20260217};
  for (int i = 0; i < 3000; ++i) {
    const auto value = random.value();
    REQUIRE(can_be_yaml(value));
    const auto key = "k" + random.text();
    CAPTURE(i, to_json(value), key);
    REQUIRE(same_value(read_back(yaml_member(key, value)), value));
  }
}

TEST_CASE("What our reader of YAML refuses is known beforehand") {
  CHECK_FALSE(can_be_yaml(parse_json(R"({"": 1})")));
  CHECK_FALSE(can_be_yaml(parse_json(R"([{"<<": 1}])")));
  Value deep = 1;
  for (int i = 0; i < 200; ++i) deep = Array{std::move(deep)};
  CHECK_FALSE(can_be_yaml(deep));
  CHECK(can_be_yaml(parse_json(R"({"a": [1, {"b": null}]})")));
}

TEST_CASE("Comments are wrapped and cannot leave their line") {
  CHECK(yaml_comment("one\ntwo") == "# one\n# two\n");
  CHECK(yaml_comment("a\rkey: 1") == "# a\\rkey: 1\n");
  const auto wrapped =
      yaml_comment(std::string(30, 'a') + " " + std::string(30, 'b') + " " + std::string(30, 'c'));
  CHECK(wrapped ==
        "# " + std::string(30, 'a') + " " + std::string(30, 'b') + "\n# " + std::string(30, 'c') + "\n");
}

}  // namespace admctl::config
