#include "lib/lifecycle/diagram.hpp"

#include <catch2/catch.hpp>

#include "lib/lifecycle/diagram_layout.hpp"
#include "lib/platform/pack.hpp"
#include "tests/unit/lifecycle/small_diagram.hpp"

namespace admctl::test {
namespace {

using Steps = std::vector<std::size_t>;

const lifecycle::DiagramEdge* edge(const lifecycle::Diagram& diagram, std::string_view from,
                                   std::string_view to) {
  for (const auto& each : diagram.edges) {
    if (each.from == from && each.to == to) return &each;
  }
  return nullptr;
}

TEST_CASE("a lifecycle is drawn with all its states and edges, and what they say") {
  const auto pack = platform::load_builtin("admarket");
  const auto& kind = *pack.find_kind("deal");
  const auto diagram = lifecycle::diagram_of(kind);
  CHECK(diagram.states.size() == 22);
  CHECK(diagram.edges.size() == 61);
  CHECK(diagram.initial == "CREATED");
  const auto* posted = diagram.find_state("POSTED");
  REQUIRE(posted);
  CHECK(posted->limit == Millis{std::chrono::hours{72}});
  CHECK(posted->limit_grows);
  CHECK_FALSE(diagram.find_state("CREATED")->limit_grows);
  CHECK(diagram.find_state("COMPLETED")->terminal);
  const auto* funding = edge(diagram, "AWAITING_PAYMENT", "FUNDED");
  REQUIRE(funding);
  CHECK(funding->guards == kind.lifecycle.find_transition("AWAITING_PAYMENT", "FUNDED")->guards);
  CHECK_FALSE(funding->guards.empty());
}

TEST_CASE("the path of a record numbers the steps, also those taken twice") {
  auto diagram = chain({"a", "b", "c"});
  lifecycle::mark_path(diagram, {"a", "b", "b", "a", "b"}, "b");
  CHECK(edge(diagram, "a", "b")->steps == Steps{1, 3});
  REQUIRE(edge(diagram, "b", "a"));
  CHECK(edge(diagram, "b", "a")->steps == Steps{2});
  CHECK_FALSE(edge(diagram, "b", "a")->declared);
  CHECK(edge(diagram, "b", "b") == nullptr);
  CHECK(diagram.find_state("b")->visited);
  CHECK_FALSE(diagram.find_state("c")->visited);
  CHECK(diagram.current == "b");
}

TEST_CASE("a state that the lifecycle does not know is drawn as such") {
  auto diagram = chain({"a", "b"});
  lifecycle::mark_path(diagram, {"a", "lost"}, "b");
  REQUIRE(diagram.find_state("lost"));
  CHECK_FALSE(diagram.find_state("lost")->declared);
  // How it came from there to where it is now is not known.
  CHECK(edge(diagram, "lost", "b") == nullptr);
  CHECK(diagram.find_state("b")->visited);
}

TEST_CASE("every declared state gets a count, and so does one that only the database knows") {
  auto diagram = chain({"a", "b"});
  lifecycle::mark_counts(diagram, {{"b", 3}, {"lost", 1}});
  CHECK(diagram.find_state("a")->count == 0);
  CHECK(diagram.find_state("b")->count == 3);
  REQUIRE(diagram.find_state("lost"));
  CHECK(diagram.find_state("lost")->count == 1);
}

TEST_CASE("the longest way is the spine, and states that many lead to are drawn beside it") {
  const auto pack = platform::load_builtin("admarket");
  const auto layout = lifecycle::layout_of(lifecycle::diagram_of(*pack.find_kind("deal")));
  CHECK(layout.crowded == std::vector<std::string>{"CANCELLED", "EXPIRED", "DISPUTED"});
  REQUIRE(layout.spine.size() > 10);
  CHECK(layout.spine.front() == "CREATED");
  CHECK(layout.spine.back() == "COMPLETED");
  CHECK(layout.is_on_spine("FUNDED"));
  CHECK_FALSE(layout.is_on_spine("CANCELLED"));
}

TEST_CASE("a lifecycle that only goes round in circles has a spine") {
  auto diagram = chain({"a", "b"});
  auto& back = diagram.edges.emplace_back();
  back.from = "b";
  back.to = "a";
  CHECK(lifecycle::layout_of(diagram).spine == std::vector<std::string>{"a", "b"});
}

}  // namespace
}  // namespace admctl::test
