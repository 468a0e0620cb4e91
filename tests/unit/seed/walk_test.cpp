#include "lib/seed/walk.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "tests/unit/seed/small_generator.hpp"

namespace admctl::test {
namespace {

using seed::Stream;
using seed::WalkPlan;
using seed::WalkRules;

const platform::Lifecycle& lifecycle() { return order_pack().kinds.front().lifecycle; }

std::vector<std::string> draw(const WalkPlan& plan, const std::string& final, std::uint64_t key) {
  const auto state = static_cast<std::size_t>(std::ranges::find(plan.states(), final) - plan.states().begin());
  Stream stream{key};
  std::vector<std::uint8_t> path;
  plan.draw(state, stream, path);
  std::vector<std::string> names;
  for (const auto step : path) names.push_back(plan.states()[step]);
  return names;
}

TEST_CASE("every walk is legal, starts at the beginning and ends where it must", "[seed][walk]") {
  const WalkPlan plan{lifecycle(), {}};
  for (const auto& final : plan.states()) {
    for (std::uint64_t key = 0; key < 200; ++key) {
      const auto path = draw(plan, final, key);
      CAPTURE(final, key);
      REQUIRE(path.front() == "new");
      REQUIRE(path.back() == final);
      for (std::size_t i = 1; i < path.size(); ++i) REQUIRE(lifecycle().find_transition(path[i - 1], path[i]));
    }
  }
}

TEST_CASE("walks follow the weights under the condition of their end", "[seed][walk]") {
  WalkRules rules;
  rules.moves = {{"new", "packed", 1},    {"new", "lost", 1},  {"packed", "sent", 3},
                 {"packed", "mended", 1}, {"sent", "done", 1}, {"sent", "lost", 1}};
  const WalkPlan plan{lifecycle(), rules};
  std::map<std::size_t, int> lengths;
  constexpr int walks = 20'000;
  for (std::uint64_t key = 0; key < walks; ++key) ++lengths[draw(plan, "lost", seed::mix(key)).size()];
  // new -> lost has weight 1/2; all ways through sent together 1/2 * 1 * 1/2: two in three walks are the short
  // one.
  CHECK(lengths[2] == Approx(walks * 2.0 / 3).epsilon(0.03));
  // Of the others, three in four are not mended.
  CHECK(lengths[4] == Approx(walks / 3.0 * 3 / 4).epsilon(0.05));
}

TEST_CASE("walks avoid and visit what their end demands", "[seed][walk]") {
  WalkRules rules;
  rules.avoid = {{"lost", "sent"}};
  rules.through = {{"done", "mended"}};
  const WalkPlan plan{lifecycle(), rules};
  for (std::uint64_t key = 0; key < 300; ++key) {
    CHECK(draw(plan, "lost", key) == std::vector<std::string>{"new", "lost"});
    const auto done = draw(plan, "done", key);
    CHECK(std::ranges::count(done, "mended") >= 1);
  }
}

TEST_CASE("a last state that lies on a circle is reached again with the given chance", "[seed][walk]") {
  WalkRules rules;
  rules.again = 0.5;
  const WalkPlan plan{lifecycle(), rules};
  std::set<std::int64_t> visits;
  for (std::uint64_t key = 0; key < 300; ++key) {
    const auto path = draw(plan, "packed", seed::mix(key));
    CHECK(path.back() == "packed");
    visits.insert(std::ranges::count(path, "packed"));
    CHECK(std::ranges::count(draw(plan, "done", key), "done") == 1);
  }
  CHECK(visits.contains(1));
  CHECK(visits.contains(2));
  CHECK(visits.contains(3));
}

TEST_CASE("rules under which a state cannot be reached are refused", "[seed][walk]") {
  WalkRules rules;
  rules.moves = {{"packed", "mended", 1}};
  CHECK_THROWS_AS((WalkPlan{lifecycle(), rules}), Error);
}

constexpr const char* orders = R"(tables:
  - name: orders
    rows: n
    walk:
      kind: order
      final: "'done'"
      since: hours(2)
      stay: {otherwise: 'rand(0, 3)'}
    columns:
      status: final()
      previous: previous('done')
      limit: limit('new')
      states: each(k, 0, steps(), state_at(k))
      times: each(k, 0, steps(), time_at(k) - until)
      visits: visits('packed')
      first: entered('packed', 0) == time_at(1)
      last: entered('packed') - entered('packed', visits - 1)
      never: entered('lost')
      left: left('done')
      leaving: left('sent') - entered('done')
)";

TEST_CASE("the youngest rows take every state once, whatever the weights", "[seed][walk]") {
  const auto model = model_of(orders);
  const auto& states = lifecycle().states;
  for (std::size_t i = 0; i < states.size(); ++i) {
    CHECK(value_of(*model, inputs(100), "orders", static_cast<std::int64_t>(100 - states.size() + i),
                   "status") == "\"" + states[i].name + "\"");
  }
  CHECK(value_of(*model, inputs(100), "orders", 0, "status") == "\"done\"");
  // Fewer rows than states: only the weights count.
  CHECK(value_of(*model, inputs(5), "orders", 0, "status") == "\"done\"");
}

TEST_CASE("the times of a walk grow with every step and end when the pack says", "[seed][walk]") {
  const auto model = model_of(orders);
  const auto all = inputs(50);
  seed::Evaluator evaluator{*model, all};
  const auto& entity = *model->find("orders");
  for (std::int64_t row = 0; row < 50; ++row) {
    const auto& walk = evaluator.walk(*evaluator.make_root(entity, row));
    CHECK(walk.times[walk.steps - 1] == march - 2 * 3'600'000);
    for (std::uint32_t step = 1; step < walk.steps; ++step) CHECK(walk.times[step] > walk.times[step - 1]);
  }
  CHECK(value_of(*model, all, "orders", 0, "previous") == R"("sent")");
  CHECK(value_of(*model, all, "orders", 0, "limit") == "172800000");
  CHECK(value_of(*model, all, "orders", 0, "first") == "true");
  CHECK(value_of(*model, all, "orders", 0, "last") == "0");
  CHECK(value_of(*model, all, "orders", 0, "never") == "null");
  CHECK(value_of(*model, all, "orders", 0, "left") == "null");
  CHECK(value_of(*model, all, "orders", 0, "leaving") == "0");
}

}  // namespace
}  // namespace admctl::test
