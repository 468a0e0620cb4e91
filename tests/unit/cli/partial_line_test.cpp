#include <catch2/catch.hpp>

#include "commands/completion/partial_line.hpp"

using namespace admctl;
using commands::parse_partial_line;
using Words = std::vector<std::string>;

TEST_CASE("a line that is being typed is taken apart as far as it goes") {
  const auto line = parse_partial_line(Words{"-q", "transition", "deal/7", "--reason", "a b", "--to", "FU"});
  CHECK(line.path == "transition");
  CHECK(line.positionals == Words{"deal/7"});
  REQUIRE(line.flag);
  CHECK(line.flag->name() == "--to");
  CHECK(line.current == "FU");
  CHECK_FALSE(line.positional);
}

TEST_CASE("the value after an equals sign is what is being typed") {
  const auto line = parse_partial_line(Words{"transition", "deal/7", "--to=FU"});
  REQUIRE(line.flag);
  CHECK(line.flag->name() == "--to");
  CHECK(line.current == "FU");
}

TEST_CASE("global flags are kept for the question, wherever they stand") {
  const auto line =
      parse_partial_line(Words{"--db", "postgresql://x/y", "inspect", "--platform=shop", "deal/"});
  CHECK(line.globals == Words{"--db", "postgresql://x/y", "--platform", "shop"});
  CHECK(line.path == "inspect");
  REQUIRE(line.positional);
  CHECK(line.positional->metavar == "KIND[/KEY]");
  CHECK(line.current == "deal/");
}

TEST_CASE("flags of a command are known by their longest name, and the last one counts") {
  const auto line = parse_partial_line(Words{"migrate", "up", "--dir", "a", "--dir=b", "--to", ""});
  CHECK(line.path == "migrate up");
  CHECK(line.values.at("--dir") == "b");
  REQUIRE(line.flag);
  CHECK(line.flag->name() == "--to");
}

TEST_CASE("of a list with commas only the last part is being typed") {
  CHECK(parse_partial_line(Words{"inspect", "deals", "--state", "A,B,C"}).current == "C");
  CHECK(parse_partial_line(Words{"transition", "deal/1", "--set", "a=1,2"}).current == "a=1,2");
}

TEST_CASE("nothing that is typed is an error") {
  CHECK(parse_partial_line(Words{}).path.empty());
  CHECK(parse_partial_line(Words{""}).command == nullptr);
  CHECK_FALSE(parse_partial_line(Words{"nonsense", "more", ""}).positional);
  CHECK_FALSE(parse_partial_line(Words{"check", "a/1", "b/2", "c"}).positional);
  CHECK(parse_partial_line(Words{"transition", "--", "--to", "x"}).positionals == Words{"--to"});
  CHECK_FALSE(parse_partial_line(Words{"inspect", "--unknown", "x", "-"}).positional);
  CHECK(parse_partial_line(Words{"explain", "--to"}).current == "--to");
}
