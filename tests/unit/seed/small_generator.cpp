#include "tests/unit/seed/small_generator.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/model_builder.hpp"
#include "lib/seed/row_text.hpp"

namespace admctl::test {
namespace {

platform::Pack make_pack() {
  using platform::Transition;
  platform::Pack pack;
  pack.platform = "shop";
  platform::Kind kind;
  kind.name = "order";
  kind.plural = kind.table = "orders";
  auto& lifecycle = kind.lifecycle;
  lifecycle.initial = "new";
  for (const auto* name : {"new", "packed", "mended", "sent", "done", "lost"}) {
    platform::State state;
    state.name = name;
    lifecycle.states.push_back(std::move(state));
  }
  lifecycle.states[0].limit = std::chrono::hours{48};
  lifecycle.states[4].terminal = lifecycle.states[5].terminal = true;
  const auto add = [&](const char* to, std::vector<std::string> from) {
    Transition transition;
    transition.to = to;
    transition.from = std::move(from);
    lifecycle.transitions.push_back(std::move(transition));
  };
  add("packed", {"new", "mended"});
  add("mended", {"packed"});
  add("sent", {"packed"});
  add("done", {"sent"});
  add("lost", {"new", "sent"});
  pack.kinds.push_back(std::move(kind));
  return pack;
}

std::string one_expression(const std::string& expression) {
  return "tables:\n  - name: things\n    rows: 10\n    columns:\n      x: |-\n        " + expression + "\n";
}

void evaluate_all(const seed::Model& model) {
  seed::Evaluator evaluator{model, inputs(20)};
  for (const auto& entity : model.entities) {
    if (entity->parent >= 0 || entity->existing) continue;
    for (std::int64_t i = 0; i < evaluator.count(*entity); ++i) {
      const auto& row = *evaluator.make_root(*entity, i);
      for (std::uint32_t slot = 0; slot < entity->slots.size(); ++slot) evaluator.value(row, slot);
    }
  }
}

}  // namespace

const platform::Pack& order_pack() {
  static const auto pack = make_pack();
  return pack;
}

std::unique_ptr<const seed::Model> model_of(const std::string& yaml) {
  return seed::build_model(seed::read_generator("g.yaml", yaml, order_pack()));
}

seed::Inputs inputs(std::int64_t records, std::uint64_t seed) {
  seed::Inputs result;
  result.records = records;
  result.seed = seed;
  result.until = march;
  return result;
}

std::string value_of(const seed::Model& model, const seed::Inputs& inputs, std::string_view table,
                     std::int64_t row, std::string_view column) {
  seed::Evaluator evaluator{model, inputs};
  const auto& entity = *model.find(table);
  for (std::uint32_t slot = 0; slot < entity.slots.size(); ++slot) {
    if (entity.slots[slot].name != column) continue;
    std::string json;
    seed::append_json(json, evaluator.value(*evaluator.make_root(entity, row), slot));
    return json;
  }
  throw std::logic_error{"no such column"};
}

std::string eval(const std::string& expression, std::int64_t row, std::uint64_t seed) {
  const auto model = model_of(one_expression(expression));
  return value_of(*model, inputs(20, seed), "things", row, "x");
}

Refused refusal_of(const std::string& yaml) {
  try {
    evaluate_all(*model_of(yaml));
  } catch (const Error& error) {
    if (error.code() != code::bad_pack) return {"not bad_pack: " + error.message(), {}, {}};
    return {error.message(), error.detail(), error.hint()};
  }
  return {};
}

Refused refusal_of_expression(const std::string& expression) { return refusal_of(one_expression(expression)); }

}  // namespace admctl::test
