#include <catch2/catch.hpp>

#include "tests/unit/lifecycle/small_diagram.hpp"

namespace admctl::test {
namespace {

// The line of the text that begins so; empty when there is none.
std::string line_of(const std::string& text, const std::string& beginning) {
  const auto start = text.find("\n  " + beginning);
  return start == std::string::npos ? "" : text.substr(start + 3, text.find('\n', start + 1) - start - 3);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("DOT shows end states with two borders, visited edges bold and the current state filled") {
  auto diagram = chain({"a", "b", "c"});
  mark_path(diagram, {"a", "b"}, "b");
  const auto text = to_dot(diagram);
  CHECK(contains(line_of(text, "\"c\" ["), "peripheries=2"));
  CHECK_FALSE(contains(line_of(text, "\"b\" ["), "peripheries=2"));
  CHECK(contains(line_of(text, "\"b\" ["), "fillcolor=\"#2563eb\""));
  CHECK(contains(line_of(text, "\"a\" -> \"b\""), "penwidth=2.2"));
  CHECK(contains(line_of(text, "\"a\" -> \"b\""), "step 1"));
  REQUIRE(contains(text, "\"b\" -> \"c\""));
  CHECK_FALSE(contains(line_of(text, "\"b\" -> \"c\""), "penwidth"));
}

TEST_CASE("an edge names two guards at most, and tells how many there are beyond") {
  auto diagram = chain({"a", "b", "c"});
  diagram.edges[0].guards = {"paid", "packed"};
  diagram.edges[1].guards = {"paid", "packed", "sent"};
  const auto text = to_dot(diagram);
  CHECK(contains(line_of(text, "\"a\" -> \"b\""), "paid"));
  CHECK(contains(line_of(text, "\"a\" -> \"b\""), "packed"));
  CHECK(contains(line_of(text, "\"b\" -> \"c\""), "3 guards"));
  CHECK_FALSE(contains(line_of(text, "\"b\" -> \"c\""), "paid"));
}

TEST_CASE("DOT quotes every name and label") {
  auto diagram = chain({std::string{hostile}, "ends with \\", "node"});
  diagram.states[2].meaning = "say \"no\"\\";
  const auto text = to_dot(diagram);
  CHECK(contains(text, R"("<script>alert(1)</script>]]>\"'&\\ \\n\\x1b[31m --> {x} #%; :é漢" [label=)"));
  CHECK(contains(text, R"("ends with \\" -> "node")"));
  CHECK(contains(text, R"(label="node\nsay \"no\"\\")"));
  CHECK_FALSE(contains(text, "\x1b"));
}

TEST_CASE("edges to a state that many lead to run over points, except a step that was taken") {
  auto diagram = chain({"a", "b", "c", "d", "e", "f", "g"});
  diagram.states.emplace_back().name = "OUT";
  for (const auto* from : {"a", "b", "c", "d", "e", "f"}) {
    auto& edge = diagram.edges.emplace_back();
    edge.from = from;
    edge.to = "OUT";
    edge.guards = {"paid"};
  }
  mark_path(diagram, {"a", "b", "OUT"}, "OUT");
  const auto text = to_dot(diagram);
  CHECK(contains(line_of(text, "\"a\" -> \"to OUT 1\""), "style=dashed"));
  // A label within a rank makes Graphviz free memory twice.
  CHECK_FALSE(contains(line_of(text, "\"a\" -> \"to OUT 1\""), "label"));
  CHECK_FALSE(contains(text, "\"a\" -> \"OUT\""));
  CHECK(contains(line_of(text, "\"b\" -> \"OUT\""), "penwidth=2.2"));
  // The last point leads to the state itself.
  CHECK_FALSE(contains(line_of(text, "\"to OUT 5\" -> \"OUT\""), "arrowhead=none"));
  CHECK_FALSE(line_of(text, "\"to OUT 5\" -> \"OUT\"").empty());
}

}  // namespace
}  // namespace admctl::test
