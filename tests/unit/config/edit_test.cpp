#include "lib/config/edit.hpp"

#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/random_values.hpp"

namespace admctl::config {
namespace {

const Schema& schema() {
  static const Schema made{parse_json(R"({"x-rules": ["least <= most"], "properties": {
    "fee": {"type": "integer", "minimum": 0, "maximum": 2000, "default": 500, "description": "What we keep.",
            "x-unit": "bps"},
    "least": {"type": "integer", "default": 1}, "most": {"type": "integer", "default": 10},
    "limits": {"type": "object"},
    "pin": {"type": "string", "x-secret": true}}})"),
                           "shop.json"};
  return made;
}

const platform::Pack& pack() {
  static const auto made = [] {
    platform::Pack out;
    out.config.emplace();
    out.config->stores.emplace_back();
    return out;
  }();
  return made;
}

Entry entry(std::string key, Value value) {
  Entry out;
  out.key = std::move(key);
  out.value = std::move(value);
  out.revision = "r-" + out.key;
  return out;
}

std::vector<Entry> entries() {
  return {entry("fee", 500), entry("least", 2), entry("limits", parse_json(R"({"a": [1, {"b": "x"}]})")),
          entry("pin", "hunter22"), entry("relic", "old")};
}

EditSession session(std::vector<std::string> keys = {}) {
  return {pack(), schema(), entries(), std::move(keys)};
}

std::string replaced(std::string text, std::string_view was, std::string_view is) {
  const auto at = text.find(was);
  REQUIRE(at != std::string::npos);
  return text.replace(at, was.size(), is);
}

}  // namespace

TEST_CASE("The text shows descriptions, defaults and units, and no secret") {
  const auto text = session().text("Settings of shop.");
  CHECK(text.starts_with("# Settings of shop.\n"));
  CHECK(
      text.find("# What we keep.\n# default: 500; unit: bps; allowed: an integer from 0 to 2000\nfee: 500\n") !=
      std::string::npos);
  CHECK(text.find("# (not set)\n# most: 10\n") != std::string::npos);
  CHECK(text.find("relic: old\n") != std::string::npos);
  CHECK(text.find("hunter22") == std::string::npos);
  CHECK(text.find("# pin is a secret") != std::string::npos);
}

TEST_CASE("A text that nobody changed changes nothing") {
  const auto review = session().review(session().text("x"));
  CHECK(review.problems.empty());
  CHECK(review.changes.empty());
  CHECK_FALSE(review.given_up);
}

TEST_CASE("Changed, added and removed keys are found with the revisions that were seen") {
  auto text = session().text("x");
  text = replaced(text, "fee: 500\n", "fee: 450\n");
  text = replaced(text, "# most: 10", "most: 12");
  text = replaced(text, "relic: old\n", "");
  const auto review = session().review(text);
  REQUIRE(review.problems.empty());
  REQUIRE(review.changes.size() == 3);
  CHECK(review.changes[0].key == "fee");
  CHECK(review.changes[0].value == Value{450});
  CHECK(review.changes[0].expect == "r-fee");
  CHECK(review.changes[1].key == "most");
  CHECK(review.changes[1].expect == std::string{no_revision});
  CHECK(review.changes[2].key == "relic");
  CHECK_FALSE(review.changes[2].value);
  CHECK(review.shown[0].before == Value{500});
}

TEST_CASE("Only an empty file gives up; a file of comments unsets") {
  CHECK(session().review(" \n\n").given_up);
  const auto review = session({"fee"}).review("# fee: 500\n");
  CHECK_FALSE(review.given_up);
  REQUIRE(review.changes.size() == 1);
  CHECK_FALSE(review.changes[0].value);
}

TEST_CASE("Every offending line gets its message above it, and the text is kept") {
  const std::string text = "fee: 9999\nleast: 2\n# mine\nfeee: 1\npin: abc\nrelic: new\n";
  const auto review = session().review(text);
  REQUIRE(review.problems.size() == 4);
  CHECK(review.changes.empty());
  const auto shown = annotate(text, review.problems);
  CHECK(shown.starts_with("#! fee cannot be '9999'"));
  CHECK(shown.find("\nfee: 9999\nleast: 2\n# mine\n#! there is no configuration key 'feee'. Did you mean "
                   "'fee'?\nfeee: 1\n"
                   "#! pin is a secret") != std::string::npos);
  CHECK(without_annotations(shown) == text);
  CHECK(annotate(shown, review.problems) == shown);
}

TEST_CASE("A syntax error is told at its line, a broken rule at the last key that it names") {
  const auto syntax = session().review("fee: 1\nleast: [1\nmost: 3\n");
  REQUIRE(syntax.problems.size() == 1);
  CHECK(syntax.problems[0].line >= 2);
  const auto rule = session().review("fee: 500\nleast: 20\nmost: 15\nrelic: old\nlimits: {a: [1, {b: x}]}\n");
  REQUIRE(rule.problems.size() == 1);
  CHECK(rule.problems[0].line == 3);
  CHECK(rule.problems[0].what.find("least is 20, most is 15") != std::string::npos);
}

TEST_CASE("Keys that others changed are noticed, and after rebasing the change is on top of theirs") {
  auto edit = session();
  const auto review = edit.review(replaced(edit.text("x"), "fee: 500\n", "fee: 450\n"));
  auto now = entries();
  CHECK(edit.moved(review.changes, now).empty());
  now[0].value = 475;
  now[0].revision = "r2";
  now[1].revision = "r2";
  CHECK(edit.moved(review.changes, now) == std::vector<std::string>{"fee"});
  edit.rebase({"fee"}, now);
  const auto again = edit.review(replaced(session().text("x"), "fee: 500\n", "fee: 450\n"));
  REQUIRE(again.changes.size() == 1);
  CHECK(again.changes[0].expect == "r2");
  CHECK(again.shown[0].before == Value{475});
  // Who takes over what is there changes nothing.
  CHECK(edit.review(replaced(session().text("x"), "fee: 500\n", "fee: 475\n")).changes.empty());
}

TEST_CASE("Keys that cannot be edited are refused when they are named") {
  const auto code_of = [](const std::string& key) {
    try {
      session({key});
    } catch (const Error& error) {
      return error.code().number;
    }
    return 0;
  };
  CHECK(code_of("pin") == code::config_secret.number);
  CHECK(code_of("nobody") == code::config_unknown_key.number);
  CHECK(code_of("fee") == 0);
}

TEST_CASE("Whatever is typed, a review never throws and its messages never change the text") {
  test::RandomValues random{99};
  const auto edit = session();
  for (int i = 0; i < 1500; ++i) {
    auto text = edit.text("x");
    for (int cut = random.below(4); cut >= 0; --cut) {
      const auto at = static_cast<std::size_t>(random.below(static_cast<int>(text.size())));
      text.replace(at, static_cast<std::size_t>(random.below(20)), random.text());
    }
    CAPTURE(i, text);
    const auto review = edit.review(text);
    CHECK(review.changes.size() == review.shown.size());
    const auto plain = without_annotations(text);
    CHECK(without_annotations(annotate(text, review.problems)) == plain);
  }
}

}  // namespace admctl::config
