#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/core/text.hpp"
#include "lib/core/width_table.hpp"

using admctl::clip;
using admctl::display_width;

TEST_CASE("width counts columns, not bytes or code points") {
  const std::vector<std::pair<std::string, std::size_t>> cases{
      {"", 0},
      {"abc", 3},
      {"héllo", 5},
      {"Привет", 6},
      {"日本語", 6},
      {"ｈｉ", 4},
      {"한국", 4},
      {"\u1112\u1161\u11ab", 2},  // a Hangul syllable spelt in its letters
      {"e\u0301", 1},
      {"\u0301", 0},
      {"ก\u0e33", 2},
      {"क\u094d\u200dष", 2},  // a joiner between letters joins no emoji
      {"a\u200bb", 2},
      {"\u00ad", 1},
      {"…", 1},
      {"│", 1},
      {"a\tb\n\x1b\x7f", 2},
      {"\u009b", 0},
      {"a\xff\xfe"
       "b",
       4},
      {"\xe2\x82", 1},
  };
  for (const auto& [text, width] : cases) {
    CAPTURE(text);
    CHECK(display_width(text) == width);
  }
}

TEST_CASE("an emoji or a whole sequence of them takes two columns") {
  const std::vector<std::pair<std::string, std::size_t>> cases{
      {"😀", 2},
      {"😀😀", 4},
      {"\U0001FAE8", 2},              // newer than the table's source
      {"👍\U0001F3FD", 2},             // with a skin tone
      {"☝\U0001F3FD", 2},             // narrow by itself, with a skin tone
      {"\U0001F3FD", 2},              // a skin tone alone
      {"a\U0001F3FD", 3},             // a skin tone with nothing to colour
      {"👩\u200d👩\u200d👧\u200d👦", 2},  // family
      {"👩\u200d\u2695\ufe0f", 2},     // joined with a narrow sign
      {"\u2764\ufe0f\u200d🔥", 2},     // begun by a narrow sign
      {"👩\U0001F3FD\u200d❤\ufe0f\u200d💋\u200d👨\U0001F3FB", 2},
      {"👩\u200da", 3},      // a joiner that joins nothing
      {"\u2764\ufe0f", 1},  // variation selectors count 0
      {"\u2764\ufe0e", 1},
      {"🇩🇪", 2},
      {"🇩🇪🇫🇷", 4},
      {"🇩", 1},
      {"🇩🇪🇫", 3},
      {"\U0001F3F4\U000E0067\U000E0062\U000E007F", 2},  // flag spelt in tags
  };
  for (const auto& [text, width] : cases) {
    CAPTURE(text);
    CHECK(display_width(text) == width);
  }
}

TEST_CASE("clip keeps what fits and ends the rest with an ellipsis") {
  struct Case {
    std::string text;
    std::size_t width;
    std::string clipped;
  };
  const std::vector<Case> cases{
      {"", 0, ""},
      {"", 5, ""},
      {"abc", 0, ""},
      {"abc", 1, "…"},
      {"a", 1, "a"},
      {"abc", 2, "a…"},
      {"abc", 3, "abc"},
      {"abc", 100, "abc"},
      {"日本語", 6, "日本語"},
      {"日本語", 5, "日本…"},
      {"日本語", 4, "日…"},
      {"日本語", 3, "日…"},
      {"日本語", 2, "…"},
      {"日本語", 1, "…"},
      {"e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"},
      {"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
      {"👩\u200d👧x", 3, "👩\u200d👧x"},
      {"👩\u200d👧xy", 3, "👩\u200d👧…"},
      {"👩\u200d👧xy", 2, "…"},
      {"🇩🇪🇫🇷", 3, "🇩🇪…"},
      {"ab\u0301", 2, "ab\u0301"},
      {"a\xff\xff\xff", 3, "a\xff…"},
  };
  for (const auto& [text, width, clipped] : cases) {
    CAPTURE(text, width);
    CHECK(clip(text, width) == clipped);
    CHECK(display_width(clip(text, width)) <= width);
  }
}

TEST_CASE("clip and width are quick on a long text") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "日e\u0301";
  CHECK(display_width(text) == 300'000);
  CHECK(display_width(clip(text, 100)) <= 100);
  CHECK(clip(text, 300'000) == text);
}

TEST_CASE("the ranges of the width tables are in order and apart") {
  const auto check = [](const auto& ranges) {
    char32_t end = 0;
    for (const auto& range : ranges) {
      CAPTURE(static_cast<std::uint32_t>(range.first));
      CHECK(range.first > end);
      CHECK(range.last >= range.first);
      end = range.last;
    }
  };
  check(admctl::wide_ranges);
  check(admctl::zero_width_ranges);
}
