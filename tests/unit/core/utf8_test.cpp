#include "lib/core/utf8.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

TEST_CASE("valid sequences decode to their code point") {
  struct Case {
    std::string text;
    char32_t value;
    std::size_t length;
  };
  const std::vector<Case> cases{
      {std::string(1, '\0'), 0, 1},
      {"A", 'A', 1},
      {"\x7f", 0x7f, 1},
      {"\xc2\x80", 0x80, 2},
      {"\xdf\xbf", 0x7ff, 2},
      {"\xe0\xa0\x80", 0x800, 3},
      {"\xed\x9f\xbf", 0xd7ff, 3},
      {"\xee\x80\x80", 0xe000, 3},
      {"\xef\xbf\xbf", 0xffff, 3},
      {"\xf0\x90\x80\x80", 0x10000, 4},
      {"\xf4\x8f\xbf\xbf", 0x10ffff, 4},
      {"\xc3\xa9 and more", 0xe9, 2},
  };
  for (const auto& [text, value, length] : cases) {
    CAPTURE(text);
    const auto point = admctl::decode_utf8(text);
    CHECK(point.valid);
    CHECK(static_cast<std::uint32_t>(point.value) == static_cast<std::uint32_t>(value));
    CHECK(point.length == length);
  }
}

TEST_CASE("an invalid sequence is as long as what could have begun a valid one") {
  struct Case {
    std::string text;
    std::size_t length;
  };
  const std::vector<Case> cases{
      {"\x80", 1},
      {"\xbf", 1},
      {"\xc0\x80", 1},
      {"\xc1\xbf", 1},
      {"\xc3", 1},
      {"\xc3(", 1},
      {"\xe0\x80\x80", 1},
      {"\xe0\x9f\xbf", 1},
      {"\xe2\x82", 2},
      {"\xe2\x82(", 2},
      {"\xed\xa0\x80", 1},
      {"\xed\xbf\xbf", 1},
      {"\xf0\x80\x80\x80", 1},
      {"\xf0\x9f\x98", 3},
      {"\xf0\x9f(", 2},
      {"\xf4\x90\x80\x80", 1},
      {"\xf5\x80\x80\x80", 1},
      {"\xff", 1},
      {"\xfe\xff", 1},
  };
  for (const auto& [text, length] : cases) {
    CAPTURE(text);
    const auto point = admctl::decode_utf8(text);
    CHECK_FALSE(point.valid);
    CHECK(point.value == U'\ufffd');
    CHECK(point.length == length);
  }
}
