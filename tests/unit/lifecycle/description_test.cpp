#include "lib/lifecycle/description.hpp"

#include <catch2/catch.hpp>

namespace admctl::test {
namespace {

const Table& table_of(const Report& report, std::string_view key) {
  for (const auto& section : report.sections) {
    if (section.key == key) return std::get<Table>(section.body);
  }
  FAIL("no section " << key);
  throw std::logic_error{"unreachable"};
}

TEST_CASE("a lifecycle in words has every state, move, guard and effect") {
  const auto pack = platform::load_builtin("admarket");
  const auto& kind = *pack.find_kind("deal");
  const auto report = lifecycle::describe_lifecycle(kind, {});
  CHECK(table_of(report, "states").rows.size() == 22);
  CHECK(table_of(report, "states").columns.back().key == "terminal");
  CHECK(table_of(report, "transitions").rows.size() == kind.lifecycle.transitions.size());
  CHECK(table_of(report, "guards").rows.size() == kind.guards.size());
  std::size_t inputs = 0;
  std::size_t effects = 0;
  for (const auto& rule : kind.lifecycle.transitions) {
    inputs += rule.inputs.size();
    effects += rule.effects.size();
  }
  CHECK(table_of(report, "inputs").rows.size() == inputs);
  CHECK(table_of(report, "effects").rows.size() == effects);
  // Scripts get lists.
  CHECK(table_of(report, "transitions").rows.front().at(1).value.as_array());
}

TEST_CASE("counts are a column, with a line for a state that the lifecycle does not know") {
  const auto pack = platform::load_builtin("admarket");
  const auto report = lifecycle::describe_lifecycle(*pack.find_kind("deal"),
                                                    lifecycle::StateCounts{{"FUNDED", 4}, {"LOST", 2}});
  const auto& states = table_of(report, "states");
  CHECK(states.columns.back().key == "count");
  REQUIRE(states.rows.size() == 23);
  CHECK(states.rows.front().back().value == Value{0});
  CHECK(states.rows.back().front().value == Value{"LOST"});
  CHECK(states.rows.back().back().value == Value{2});
}

}  // namespace
}  // namespace admctl::test
