#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/platform/pack.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/platform/small_pack.hpp"

namespace admctl::platform {
namespace {

using test::replaced;

constexpr std::string_view recipes = R"(recipes:
  pay-late:
    title: Record a late payment
    kind: order
    applies: r.status = 'new' AND NOT r.paid
    sentence: The order is new and unpaid.
    facts: [The money is on the account.]
    inputs:
      paid_at: {meaning: when, required: true}
      receipt: {meaning: number of the receipt, of: receipts.no, when: r.total > 100}
    checks:
      past: {holds: (op.given ->> 'paid_at')::timestamp < op.now, sentence: It must be in the past.}
    steps:
      - set: {paid: "true"}
      - when: r.total > 0
        write:
          update: items
          where: t.order_id = r.id
          set: {sent: "false"}
      - to: done
        overrides: [paid]
    effects: [Send the order.]
)";

std::string manifest() { return std::string{test::small_pack} + std::string{recipes}; }

Pack load(const std::string& text) {
  const test::TempFolder folder;
  folder.write("platform.yaml", text);
  folder.write("categories.yaml", "categories: []\n");
  return load_pack(PackFiles::folder(folder.path()));
}

TEST_CASE("a recipe is read whole", "[platform]") {
  const auto pack = load(manifest());
  const auto* recipe = pack.find_recipe("pay-late");
  REQUIRE(recipe);
  CHECK(recipe->kind == "order");
  CHECK(recipe->applies == "r.status = 'new' AND NOT r.paid");
  CHECK(recipe->facts == std::vector<std::string>{"The money is on the account."});
  REQUIRE(recipe->inputs.size() == 2);
  CHECK(recipe->inputs[0].required);
  CHECK(recipe->inputs[0].when.empty());
  CHECK_FALSE(recipe->inputs[0].of);
  CHECK(recipe->inputs[1].of == "receipts.no");
  CHECK(recipe->inputs[1].when == "r.total > 100");
  REQUIRE(recipe->checks.size() == 1);
  CHECK(recipe->checks[0].id == "past");
  CHECK(recipe->checks[0].sentence == "It must be in the past.");
  REQUIRE(recipe->steps.size() == 3);
  CHECK(recipe->steps[0].sets == Expressions{{"paid", "true"}});
  CHECK(recipe->steps[1].when == "r.total > 0");
  CHECK(recipe->steps[1].write->table == "items");
  CHECK(recipe->steps[2].to == "done");
  CHECK(recipe->steps[2].overrides == std::vector<std::string>{"paid"});
  CHECK(recipe->effects == std::vector<std::string>{"Send the order."});
  CHECK_FALSE(pack.find_recipe("pay-early"));
}

TEST_CASE("a scenario picks its records in one state or in several", "[platform]") {
  CHECK(load(manifest()).find_scenario("unpaid")->states == std::vector<std::string>{"new"});
  const auto several =
      load(replaced(manifest(), "    state: new\n", "    state: [new, packed]\n    count: 4\n"));
  CHECK(several.find_scenario("unpaid")->states == std::vector<std::string>{"new", "packed"});
  CHECK(several.find_scenario("unpaid")->count == 4);
}

TEST_CASE("a scenario may be mended by a recipe instead of a move", "[platform]") {
  const auto pack = load(replaced(manifest(), "{to: done, reason", "{recipe: pay-late, reason"));
  CHECK(pack.find_scenario("unpaid")->recovery.recipe == "pay-late");
  CHECK_FALSE(pack.find_scenario("unpaid")->recovery.to);
}

TEST_CASE("every mistake in a recipe or a scenario's states is refused with what is wrong", "[platform]") {
  struct Mistake {
    std::string_view was;
    std::string_view is;
    std::string_view message;
  };
  const Mistake mistakes[] = {
      {"kind: order\n    applies", "kind: ordr\n    applies", "unknown kind 'ordr'"},
      {"    sentence: The order is new and unpaid.\n", "", "recipe 'pay-late' has no 'sentence'"},
      {"      - set: {paid: \"true\"}\n", "      - set: {paid: \"true\"}\n        to: done\n",
       "a step has one of 'to', 'set' and 'write'"},
      {"      - set: {paid: \"true\"}\n", "      - when: r.paid\n",
       "a step has one of 'to', 'set' and 'write'"},
      {"      - set: {paid: \"true\"}\n", "      - set: {status: \"'done'\"}\n", "a step cannot set 'status'"},
      {"      - set: {paid: \"true\"}\n", "      - set: {paid: \"true\"}\n        overrides: [paid]\n",
       "only a step with 'to' has guards to override"},
      {"overrides: [paid]", "overrides: [payed]", "unknown guard 'payed'"},
      {"- to: done\n        overrides", "- to: doen\n        overrides", "unknown state 'doen'"},
      {"sentence: It must be in the past.", "why: It must be in the past.",
       "unknown key 'why' in check 'past'"},
      {"of: receipts.no", "of: no", "'no' is no column"},
      {"set: {done_at: op.now}", "inputs: {note: {meaning: why, when: r.paid}}",
       "only an input of a recipe has 'when'"},
      {"    state: new\n", "    state: []\n", "the scenario has no states"},
      {"    state: new\n", "    state: [new, lost]\n", "unknown state 'lost'"},
      {"    state: new\n", "    state: new\n    count: 0\n", "'count' must be between 1 and 1000"},
      {"{to: done, reason", "{recipe: pay-never, reason", "unknown recipe 'pay-never'"},
      {"{to: done, reason", "{to: done, recipe: pay-late, reason", "a recovery has either 'to' or 'recipe'"},
  };
  for (const auto& mistake : mistakes) {
    CAPTURE(mistake.is);
    CHECK_THROWS_WITH(load(replaced(manifest(), mistake.was, mistake.is)),
                      Catch::Contains(std::string{mistake.message}));
  }
}

}  // namespace
}  // namespace admctl::platform
