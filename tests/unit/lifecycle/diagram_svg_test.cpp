#include <catch2/catch.hpp>

#include "lib/platform/pack.hpp"
#include "tests/unit/lifecycle/small_diagram.hpp"

namespace admctl::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("the picture of a large lifecycle is one well-formed element that needs nothing else") {
  const auto pack = platform::load_builtin("admarket");
  const auto svg = to_svg(lifecycle::diagram_of(*pack.find_kind("deal")));
  CHECK(xml_complaint(svg) == "");
  CHECK(svg.starts_with("<svg role=\"img\" aria-label=\"Deal lifecycle\""));
  CHECK(count(svg, "class=\"node state") == 22);
  CHECK(contains(svg, ">AWAITING_PAYMENT</text>"));
  CHECK_FALSE(contains(svg, "<!DOCTYPE"));
  CHECK_FALSE(contains(svg, "href="));
  CHECK_FALSE(contains(svg, "url("));
  // Addresses are names of XML's vocabularies alone.
  CHECK(count(svg, "http") == count(svg, "\"http://www.w3.org/"));
  // Narrow enough to be read where a page is a thousand pixels wide.
  const auto width = svg.find("width=\"");
  REQUIRE(width != std::string::npos);
  CHECK(std::stoi(svg.substr(width + 7)) <= 1000);
}

TEST_CASE("the same lifecycle always looks the same") {
  const auto diagram = chain({"a", "b", "c"});
  CHECK(to_svg(diagram) == to_svg(diagram));
}

TEST_CASE("hostile text is only text in a picture") {
  auto diagram = chain({std::string{hostile}, "b", "ends with \\"});
  diagram.title = hostile;
  diagram.states[1].meaning = hostile;
  mark_path(diagram, {std::string{hostile}, std::string{hostile} + "2"}, "b");
  const auto svg = to_svg(diagram);
  CHECK(xml_complaint(svg) == "");
  CHECK_FALSE(contains(svg, "<script>"));
  CHECK_FALSE(contains(svg, "]]>"));
  CHECK_FALSE(contains(svg, "\x1b"));
  CHECK(contains(svg, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(contains(svg, "\\x1b[31m"));
  CHECK(contains(svg, "é漢"));
}

TEST_CASE("steps between states that the lifecycle does not know are drawn, each with its label") {
  auto diagram = chain({"a", "b"});
  mark_path(diagram, {"a", "lost", "gone", "lost"}, "lost");
  const auto svg = to_svg(diagram);
  for (const auto* step : {"step 1</text>", "step 2</text>", "step 3</text>"}) CHECK(contains(svg, step));
  CHECK(count(svg, "class=\"edge taken undeclared\"") == 3);
}

TEST_CASE("the path is marked for styles, the current state apart") {
  auto diagram = chain({"a", "b", "c"});
  mark_path(diagram, {"a", "b"}, "b");
  const auto svg = to_svg(diagram);
  CHECK(count(svg, "class=\"node state visited\"") == 1);
  CHECK(count(svg, "class=\"node state current\"") == 1);
  CHECK(count(svg, "class=\"edge taken\"") == 1);
  CHECK(contains(svg, "step 1</text>"));
}

}  // namespace
}  // namespace admctl::test
