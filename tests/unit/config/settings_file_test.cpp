#include "lib/config/settings_file.hpp"

#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/random_values.hpp"

namespace admctl::config {
namespace {

const Schema& schema() {
  static const Schema made{parse_json(R"({"properties": {
    "fee": {"type": "integer", "minimum": 0, "maximum": 2000, "default": 500, "description": "What we keep.",
            "x-unit": "bps", "x-shadowed-by": "FEE of the environment"},
    "mode": {"type": "string", "enum": ["fast", "slow"]}, "pin": {"type": "string", "x-secret": true}}})"),
                           "shop.json"};
  return made;
}

Entry entry(std::string key, Value value) {
  Entry out;
  out.key = std::move(key);
  out.value = std::move(value);
  out.revision = "r-" + out.key;
  return out;
}

platform::Pack pack() {
  platform::Pack out;
  out.config.emplace();
  return out;
}

}  // namespace

TEST_CASE("A file of settings may be YAML or JSON, and remembers its lines") {
  std::vector<LineProblem> problems;
  const auto yaml = parse_settings("# about\nfee: 450\n\nmode: fast\n", problems);
  REQUIRE(yaml.size() == 2);
  CHECK(yaml[0].value == Value{450});
  CHECK(yaml[1].line == 4);
  const auto json = parse_settings(R"({"fee": 450, "mode": "fast"})", problems);
  REQUIRE(json.size() == 2);
  CHECK(json[1].value == Value{"fast"});
  CHECK(parse_settings("# nothing\n\n", problems).empty());
  CHECK(problems.empty());
}

TEST_CASE("Every wrong line of a file is named at once") {
  try {
    read_settings(schema(), "settings.yaml", "fee: 5000\nmode: slow\n\npin: 12\n");
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == code::bad_settings_file);
    CHECK(error.message() == "settings.yaml is not valid: 2 problems");
    CHECK(error.detail().find("line 1: fee cannot be '5000'") != std::string::npos);
    CHECK(error.detail().find("line 4: pin cannot be '********'") != std::string::npos);
  }
  CHECK_THROWS_AS(read_settings(schema(), "f", "fee: 1\nfee: 2\n"), Error);
  CHECK_THROWS_AS(read_settings(schema(), "f", "- a\n"), Error);
  CHECK_THROWS_AS(read_settings(schema(), "f", "fee: [1"), Error);
  CHECK_THROWS_AS(read_settings(schema(), "f", "any: 0xfffffffffffffffffffff\n"), Error);
}

TEST_CASE("What a file wants keeps masked secrets, carries revisions, and prunes when told to") {
  const std::vector<Entry> entries{entry("fee", 500), entry("old", 1), entry("pin", "1234")};
  const auto settings = read_settings(schema(), "f", "fee: 450\nmode: fast\npin: '********'\n");
  const auto wanted = wanted_by(pack(), settings, entries, schema(), false);
  REQUIRE(wanted.size() == 2);
  CHECK(wanted[0].key == "fee");
  CHECK(wanted[0].expect == "r-fee");
  CHECK(wanted[1].expect == std::string{no_revision});
  const auto pruned = wanted_by(pack(), settings, entries, schema(), true);
  REQUIRE(pruned.size() == 3);
  CHECK(pruned[2].key == "old");
  CHECK_FALSE(pruned[2].value);
  CHECK(pruned[2].expect == "r-old");
}

TEST_CASE("An export is a file that wants nothing of the configuration it came from") {
  const std::vector<Entry> entries{entry("fee", 450), entry("pin", "hunter22"),
                                   entry("relic", parse_json(R"({"a": [1]})"))};
  for (const auto& text : {export_yaml(schema(), entries, true), export_yaml(schema(), entries, false),
                           export_json(schema(), entries)}) {
    CAPTURE(text);
    CHECK(text.find("hunter22") == std::string::npos);
    const auto settings = read_settings(schema(), "f", text);
    CHECK(settings.size() == 3);
    const auto wanted = wanted_by(pack(), settings, entries, schema(), true);
    REQUIRE(wanted.size() == 2);
    CHECK(same_value(*wanted[0].value, entries[0].value));
    CHECK(same_value(*wanted[1].value, entries[2].value));
  }
  const auto text = export_yaml(schema(), entries, true);
  CHECK(text.find("# What we keep.\n") != std::string::npos);
  CHECK(text.find("# default: 500; unit: bps; allowed: an integer from 0 to 2000\n") != std::string::npos);
  CHECK(text.find("# shadowed by: FEE of the environment\n") != std::string::npos);
}

TEST_CASE("No text, however broken, is more than a list of problems") {
  test::RandomValues random{7};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (int part = random.below(12); part > 0; --part) {
      text += random.below(3) == 0 ? "fee: " : random.text();
      if (random.below(2) == 0) text += '\n';
    }
    CAPTURE(i, text);
    std::vector<LineProblem> problems;
    const auto settings = parse_settings(text, problems);
    for (const auto& problem : problems) {
      CHECK(problem.line >= 1);
      CHECK_FALSE(problem.what.empty());
    }
    for (const auto& setting : settings) CHECK(setting.line >= 1);
  }
}

}  // namespace admctl::config
