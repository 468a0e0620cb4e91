#include "lib/core/text.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace {

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("the first invalid byte of UTF-8 is found") {
  const std::vector<std::pair<std::string, std::optional<std::size_t>>> cases{
      {"", std::nullopt},
      {"plain", std::nullopt},
      {"Привет 日本 😀", std::nullopt},
      {std::string{"a\0b", 3}, std::nullopt},
      {"\xff", 0},
      {"ab\xff", 2},
      {"é\x80", 2},
      {"a\xc3", 1},
      {"a\xe2\x82", 1},
      {"a\xc0\xaf", 1},
      {"a\xed\xa0\x80", 1},
      {"a\xf4\x90\x80\x80", 1},
      {std::string(1'000'000, 'a') + "\xff", 1'000'000},
  };
  for (const auto& [text, offset] : cases) {
    CAPTURE(text.size());
    CHECK(admctl::find_invalid_utf8(text) == offset);
  }
}

TEST_CASE("untrusted text cannot act on a terminal") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", ""},
      {"plain 'text' \"quoted\" \\", "plain 'text' \"quoted\" \\"},
      {"Привет 日本 😀", "Привет 日本 😀"},
      {"a\nb\r\tc", "a\\nb\\r\\tc"},
      {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
      {"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
      {std::string{"\0", 1}, "\\x00"},
      {"\x7f", "\\x7f"},
      {"\u0085\u009b31m", "\\u0085\\u009b31m"},
      {"\x9b"
       "31m",
       "\\x9b31m"},
      {"\u202eevil\u202c", "\\u202eevil\\u202c"},
      {"\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069"},
      {"\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"},
      {"\u2028\u2029", "\\u2028\\u2029"},
      {"ad\u200bmin\ufeff\u2060", "ad\\u200bmin\\ufeff\\u2060"},
      {"👩\u200d👧 \u2764\ufe0f", "👩\u200d👧 \u2764\ufe0f"},
      {"e\u0301", "e\u0301"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"a\xe2\x82z", "a\\xe2\\x82z"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
  };
  for (const auto& [text, shown] : cases) {
    CAPTURE(shown);
    CHECK(admctl::visible(text) == shown);
    CHECK(admctl::visible(shown) == shown);
    CHECK_FALSE(admctl::find_invalid_utf8(admctl::visible(text)));
  }
}

TEST_CASE("no byte below blank and no C1 control gets through visible") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const char c : admctl::visible(all)) {
    CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK(static_cast<unsigned char>(c) < 0x7f);
  }
}

TEST_CASE("suggestions are what was probably meant, best first") {
  const Strings words{"migrate", "seed", "inspect", "transition", "audit", "config", "op", "check", "doctor"};
  const std::vector<std::pair<std::string, Strings>> cases{
      {"migrat", {"migrate"}},
      {"migrte", {"migrate"}},
      {"mirgate", {"migrate"}},
      {"MIGRATE", {"migrate"}},
      {"sead", {"seed"}},
      {"tranistion", {"transition"}},
      {"trnsitn", {"transition"}},
      {"OP", {"op"}},
      {"xp", {}},
      {"", {}},
      {"zzz", {}},
      {"seed", {}},
      {"seedling", {}},
      {"inspectdeals", {}},
      {std::string(1'000'000, 'a'), {}},
  };
  for (const auto& [word, expected] : cases) {
    CAPTURE(word.substr(0, 40));
    CHECK(admctl::suggest(word, words) == expected);
  }
  CHECK(admctl::suggest("migrate", {}).empty());
}

TEST_CASE("suggestions are at most three, nearest first, equally near ones in their order, none twice") {
  const Strings words{"state_d", "states", "status", "state", "state", "stat", "stale"};
  CHECK(admctl::suggest("statee", words) == Strings{"states", "state", "state_d"});
  CHECK(admctl::suggest("statx", words) == Strings{"state", "stat", "states"});
}

TEST_CASE("a letter beyond ASCII counts as one mistake") {
  const Strings words{"мода", "игры"};
  CHECK(admctl::suggest("мадо", words).empty());
  CHECK(admctl::suggest("мола", words) == Strings{"мода"});
}

TEST_CASE("the question names one, two or three suggestions") {
  CHECK(admctl::did_you_mean("zzz", Strings{"seed"}).empty());
  CHECK(admctl::did_you_mean("sead", Strings{"seed"}) == " Did you mean 'seed'?");
  CHECK(admctl::did_you_mean("stat", Strings{"stats", "star"}) == " Did you mean 'stats' or 'star'?");
  CHECK(admctl::did_you_mean("stat", Strings{"stats", "star", "state"}) ==
        " Did you mean 'stats', 'star' or 'state'?");
}

TEST_CASE("join and split are each other's reverse") {
  const std::vector<std::pair<std::string, Strings>> cases{
      {"", {}},
      {"a", {"a"}},
      {"a,b", {"a", "b"}},
      {"a,,b", {"a", "", "b"}},
      {",", {"", ""}},
      {",a", {"", "a"}},
      {"a,", {"a", ""}},
      {" a , b ", {" a ", " b "}},
      {"日,本", {"日", "本"}},
  };
  for (const auto& [text, parts] : cases) {
    CAPTURE(text);
    CHECK(admctl::split(text, ',') == parts);
    CHECK(admctl::join(parts, ",") == text);
  }
  CHECK(admctl::join(Strings{"a", "b", "c"}, " or ") == "a or b or c");
}

TEST_CASE("trim takes white space from both ends only") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", ""}, {" ", ""}, {" \t\r\n\v\f", ""}, {"a", "a"}, {"  a b\n", "a b"}, {"\u00a0a", "\u00a0a"},
  };
  for (const auto& [text, trimmed] : cases) {
    CAPTURE(text);
    CHECK(admctl::trim(text) == trimmed);
  }
}

TEST_CASE("lowering changes the letters A to Z alone") {
  CHECK(admctl::to_lower("AZ az 09 [@`{ É\xff") == "az az 09 [@`{ É\xff");
  CHECK(admctl::to_lower("").empty());
}

TEST_CASE("counts agree with their noun") {
  CHECK(admctl::count_of(0, "deal") == "0 deals");
  CHECK(admctl::count_of(1, "deal") == "1 deal");
  CHECK(admctl::count_of(2, "deal") == "2 deals");
  CHECK(admctl::count_of(1, "category", "categories") == "1 category");
  CHECK(admctl::count_of(0, "category", "categories") == "0 categories");
  CHECK(admctl::count_of(18'446'744'073'709'551'615u, "row") == "18446744073709551615 rows");
}
