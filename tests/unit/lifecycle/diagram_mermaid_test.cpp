#include <catch2/catch.hpp>

#include "tests/unit/lifecycle/small_diagram.hpp"

namespace admctl::test {
namespace {

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n  " + line + "\n") != std::string::npos;
}

TEST_CASE("Mermaid gets plain names as they are, with their meaning and guards") {
  auto diagram = chain({"OPEN", "IN_WORK", "DONE"});
  diagram.states[0].meaning = "waits";
  diagram.states[0].limit = std::chrono::hours{48};
  diagram.edges[0].guards = {"paid"};
  const auto text = to_mermaid(diagram);
  CHECK(text.starts_with("stateDiagram-v2\n  direction TB\n"));
  CHECK(has_line(text, "state \"OPEN\" as OPEN"));
  CHECK(has_line(text, "OPEN : waits"));
  CHECK(has_line(text, "OPEN : limit 2d"));
  CHECK(has_line(text, "[*] --> OPEN"));
  CHECK(has_line(text, "OPEN --> IN_WORK : paid"));
  CHECK(has_line(text, "IN_WORK --> DONE"));
  CHECK(has_line(text, "DONE --> [*]"));
  CHECK(text.find("classDef") == std::string::npos);
}

TEST_CASE("Mermaid's own words are never ids") {
  const auto text = to_mermaid(chain({"end", "state", "Note", "classDef", "s2"}));
  CHECK(has_line(text, "state \"end\" as s1"));
  // s2 is a state of the lifecycle.
  CHECK(has_line(text, "state \"state\" as s3"));
  CHECK(has_line(text, "state \"Note\" as s4"));
  CHECK(has_line(text, "state \"classDef\" as s5"));
  CHECK(has_line(text, "s1 --> s3"));
  CHECK(has_line(text, "s5 --> s2"));
}

TEST_CASE("Mermaid cannot be left from inside a label") {
  auto diagram = chain({std::string{hostile}, "done"});
  diagram.states[1].meaning = "a: b;\nc --> d \"quoted\" %% {e}";
  const auto text = to_mermaid(diagram);
  CHECK(text.find("<script>") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("#60;script#62;alert#40;1#41;") != std::string::npos);
  CHECK(text.find("#92;x1b#91;31m") != std::string::npos);
  CHECK(text.find("é漢") != std::string::npos);
  CHECK(has_line(text, "done : a#58; b#59;#92;nc #45;#45;#62; d #34;quoted#34; #37;#37; #123;e#125;"));
  for (const auto* line : {"\nc ", "\n[31m"}) CHECK(text.find(line) == std::string::npos);
}

TEST_CASE("Mermaid shows the path by classes and numbered steps") {
  auto diagram = chain({"a", "b", "c"});
  mark_path(diagram, {"a", "lost", "b"}, "b");
  const auto text = to_mermaid(diagram);
  CHECK(has_line(text, "classDef current fill:#2563eb,stroke:#1e3a8a,color:#ffffff"));
  CHECK(has_line(text, "class a visited"));
  CHECK(has_line(text, "class b current"));
  CHECK(text.ends_with("  class lost undeclared\n"));
  CHECK(has_line(text, "a --> lost : step 1, not in the lifecycle"));
  CHECK(text.find("class c ") == std::string::npos);
}

}  // namespace
}  // namespace admctl::test
