// What the marketplace's recipes and rehearsed incidents promise, as far as it can be read without a database.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "lib/platform/pack.hpp"

namespace admctl::platform {
namespace {

const Pack& pack() {
  static const auto loaded = load_builtin("admarket");
  return loaded;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::vector<std::string> texts_written(const Recipe& recipe) {
  std::vector<std::string> texts;
  for (const auto& step : recipe.steps) {
    for (const auto& [column, sql] : step.sets) texts.push_back(column + " " + sql);
    if (!step.write) continue;
    for (const auto& [column, sql] : step.write->set)
      texts.push_back(step.write->table + "." + column + " " + sql);
  }
  return texts;
}

bool takes_a_required_hash(const Recipe& recipe) {
  return std::ranges::any_of(
      recipe.inputs, [](const Input& input) { return input.required && input.of == "transactions.txHash"; });
}

TEST_CASE("every incident of the platform is rehearsed, and the recovery fits its records",
          "[platform][admarket]") {
  const std::pair<std::string, std::string> incidents[] = {
      {"paid-still-waiting", ""},
      {"half-recorded-funding", "half-recorded-funding"},
      {"publisher-not-paid", "confirm-release"},
      {"cancelled-money-held", "confirm-refund"},
      {"paid-to-old-address", "retire-stale-escrow"},
      {"verification-never-finishes", "finish-verification"},
      {"bot-thrown-out", "pause-listings"},
      {"queue-lost", "reschedule"},
      {"nothing-expires", "expire-overdue"},
      {"advertiser-took-deposit", "record-self-refund"},
      {"dispute-closed-money-frozen", "settle-dispute"},
      {"wrong-fee-batch", "correct-fee"},
  };
  REQUIRE(pack().scenarios.size() == std::size(incidents));
  for (std::size_t i = 0; i < std::size(incidents); ++i) {
    const auto& scenario = pack().scenarios[i];
    const auto& [name, recipe] = incidents[i];
    CAPTURE(name);
    CHECK(scenario.name == name);
    CHECK(scenario.look.size() >= 2);
    CHECK_FALSE(scenario.recovery.reason.empty());
    if (recipe.empty()) {
      CHECK(scenario.recovery.to == "FUNDED");
      continue;
    }
    CHECK(scenario.recovery.recipe == recipe);
    REQUIRE(pack().find_recipe(recipe));
    CHECK(pack().find_recipe(recipe)->kind == scenario.kind);
  }
}

TEST_CASE("the marketplace has its sixteen recipes, each saying when and with what proof",
          "[platform][admarket]") {
  const std::set<std::string> expected{
      "paid-still-waiting", "half-recorded-funding", "confirm-release",     "retry-release",
      "confirm-refund",     "retry-refund",          "retire-stale-escrow", "finish-verification",
      "reschedule",         "mark-posted",           "expire-overdue",      "record-self-refund",
      "settle-dispute",     "reactivate-channel",    "pause-listings",      "correct-fee"};
  std::set<std::string> names;
  for (const auto& recipe : pack().recipes) {
    CAPTURE(recipe.name);
    names.insert(recipe.name);
    CHECK_FALSE(recipe.facts.empty());
    CHECK_FALSE(recipe.effects.empty());
    CHECK(recipe.sentence.ends_with('.'));
  }
  CHECK(names == expected);
}

// By a row of its own, or by a move that records money when it is given its transaction.
bool records_money(const Recipe& recipe) {
  const std::set<std::string> moves{"FUNDED", "REFUNDED", "RESOLVED"};
  const auto written = texts_written(recipe);
  return std::ranges::any_of(recipe.steps,
                             [&](const RecipeStep& step) { return step.to && moves.contains(*step.to); }) ||
         std::ranges::any_of(written, [](const std::string& text) {
           return contains(text, "transactions.status 'CONFIRMED'") || contains(text, "escrowStatus 'RE") ||
                  contains(text, "escrowStatus 'HELD'");
         });
}

TEST_CASE("no recipe says that money moved without the transaction that proves it", "[platform][admarket]") {
  std::set<std::string> proven;
  for (const auto& recipe : pack().recipes) {
    // Freeing a key says the opposite: that nothing moved.
    if (!records_money(recipe) || recipe.name.starts_with("retry-")) continue;
    CAPTURE(recipe.name);
    CHECK(takes_a_required_hash(recipe));
    proven.insert(recipe.name);
    for (const auto& step : recipe.steps) {
      if (!step.write || step.write->table != "transactions") continue;
      const auto& set = step.write->set;
      CHECK(std::ranges::any_of(set, [](const auto& each) {
        return each.first == "txHash" && contains(each.second, "op.given ->> '");
      }));
    }
  }
  CHECK(proven == std::set<std::string>{"paid-still-waiting", "half-recorded-funding", "confirm-release",
                                        "confirm-refund", "retire-stale-escrow", "record-self-refund",
                                        "settle-dispute"});
}

TEST_CASE("a recipe overrides only the guard that its facts stand for", "[platform][admarket]") {
  for (const auto& recipe : pack().recipes) {
    for (const auto& step : recipe.steps) {
      CAPTURE(recipe.name, step.to.value_or(""));
      if (step.overrides.empty()) continue;
      CHECK(recipe.name == "paid-still-waiting");
      CHECK(step.overrides == std::vector<std::string>{"deposit_seen"});
    }
  }
}

TEST_CASE("every input of a recipe has a column that gives its type", "[platform][admarket]") {
  const std::set<std::string> own{"scheduledTime", "postedMessageId", "postedAt", "platformFeeBps"};
  for (const auto& recipe : pack().recipes) {
    for (const auto& input : recipe.inputs) {
      CAPTURE(recipe.name, input.name);
      CHECK(input.of.has_value() != own.contains(input.name));
      CHECK_FALSE(input.meaning.empty());
      CHECK(input.required);
    }
  }
}

}  // namespace
}  // namespace admctl::platform
