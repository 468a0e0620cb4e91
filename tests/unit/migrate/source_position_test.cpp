#include <catch2/catch.hpp>

#include "lib/migrate/source_position.hpp"

namespace admctl::migrate {
namespace {

std::string place(std::string_view text, std::string_view what) {
  const auto position = position_of(text, text.find(what));
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

TEST_CASE("columns count characters, lines count newlines", "[migrate]") {
  CHECK(place("x", "x") == "1:1");
  CHECK(place("a\nbc x", "x") == "2:4");
  CHECK(place("a\r\nbc x", "x") == "2:4");
  CHECK(place("'é𝄞日' x", "x") == "1:7");
  CHECK(place("\n\nx", "x") == "3:1");
  CHECK(position_of("ab\n", 3).line == 2);
  CHECK(position_of("", 0).column == 1);
}

TEST_CASE("a number of characters is turned into bytes", "[migrate]") {
  CHECK(advance("é𝄞x", 0, 0) == 0);
  CHECK(advance("é𝄞x", 0, 1) == 2);
  CHECK(advance("é𝄞x", 0, 2) == 6);
  CHECK(advance("é𝄞x", 2, 1) == 6);
  CHECK(advance("é𝄞x", 0, 99) == 7);
}

TEST_CASE("the line is shown with a caret below the place", "[migrate]") {
  const std::string text = "SELECT 1;\nALTER TABLE x ADD y int;\r\nSELECT 2;";
  CHECK(excerpt(text, text.find("x ADD")) ==
        "    2 | ALTER TABLE x ADD y int;\n"
        "      |             ^");
  CHECK(excerpt(text, text.size()) ==
        "    3 | SELECT 2;\n"
        "      |          ^");
}

TEST_CASE("the caret stands right after tabs and wide characters", "[migrate]") {
  CHECK(excerpt("\t'日本' x", 10) ==
        "    1 |  '日本' x\n"
        "      |         ^");
  CHECK(excerpt("'\x1b[31m' x", 8) ==
        "    1 | '\\x1b[31m' x\n"
        "      |            ^");
}

TEST_CASE("a line of megabytes is cut around the place", "[migrate]") {
  const std::string text = std::string(3'000'000, 'a') + "X" + std::string(3'000'000, 'b');
  CHECK(excerpt(text, 3'000'000) == "    1 | ..." + std::string(80, 'a') + "X" + std::string(39, 'b') +
                                        "...\n      | " + std::string(83, ' ') + "^");
}

}  // namespace
}  // namespace admctl::migrate
