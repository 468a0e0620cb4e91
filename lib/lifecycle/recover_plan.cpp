#include "lib/lifecycle/recover_plan.hpp"

#include <array>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/plan_run.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::lifecycle {
namespace {

// What the operator asked for; what the rehearsal found comes on top.
Object asked_of(const RecoverOrder& order, const std::string& key) {
  return {
      {"kind", order.record.kind->name}, {"recipe", order.recipe->name}, {"key", key}, {"given", order.given}};
}

bool asks_the_same(const ops::Plan& plan, const Object& asked) {
  if (plan.kind != recover_kind) return false;
  for (const auto& [name, value] : asked.members()) {
    if (plan.asked.at(name) != value) return false;
  }
  return true;
}

std::string key_of(pg::Transaction& tx, const platform::Pack& pack, const RecoverOrder& order) {
  return resolve_key(tx, pack, *order.record.kind, order.record.key);
}

// What may not be overridden silently: an approval is for what was shown.
void compare_overrides(const ops::Plan& plan, const RecoverResult& result) {
  const Value found{to_array(result.overridden)};
  if (plan.asked.at("overridden") == found) return;
  throw Error{code::plan_moved, "other rules would be overridden than were approved: nothing was done",
              join(result.overridden, "\n"), "make a new plan"}
      .with_operation(plan.id);
}

}  // namespace

std::optional<ops::Plan> find_recovery(pg::Transaction& tx, const platform::Pack& pack,
                                       const ops::Request& request, const RecoverOrder& order) {
  return ops::find_earlier_plan(tx, request, [&](const ops::Plan& earlier) {
    return asks_the_same(earlier, asked_of(order, key_of(tx, pack, order)));
  });
}

ops::Plan plan_recovery(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                        const RecoverOrder& order, const RecoverResult& rehearsed) {
  pg::Transaction::Options options;
  options.schema = pack.schema;
  pg::Transaction tx{session, options};
  ops::ensure_ledger(tx, ops::LedgerPart::plans);
  ops::lock_idempotency_key(tx, request);
  if (auto earlier = find_recovery(tx, pack, request, order)) return *earlier;
  const auto key = key_of(tx, pack, order);
  auto asked = asked_of(order, key);
  asked["record"] = rehearsed.record;
  asked["to"] = rehearsed.to;
  asked["overridden"] = to_array(rehearsed.overridden);
  const std::array items{ops::PlanItem{1, key, rehearsed.record, rehearsed.from, rehearsed.revision}};
  auto plan = ops::save_plan(tx, request, Value{std::move(asked)}, items, true);
  tx.commit();
  return plan;
}

RecoverOrder recovery_of(const platform::Pack& pack, const ops::Plan& plan) {
  RecoverOrder order;
  order.record.kind = &find_kind(pack, plan.asked.at("kind").string_or(""));
  order.record.key = plan.asked.at("key").string_or("");
  order.recipe = &find_recipe(pack, *order.record.kind, plan.asked.at("recipe").string_or(""));
  if (const auto* given = plan.asked.at("given").as_object()) order.given = *given;
  return order;
}

std::optional<RecoverResult> run_recovery(pg::Session& session, const platform::Pack& pack,
                                          const ops::Request& runner, const ops::Plan& plan,
                                          const ops::WriteOptions& options) {
  auto order = recovery_of(pack, plan);
  check_may_begin(session, pack, plan, *order.record.kind);
  const auto request = request_of(runner, plan);
  RecoverResult result;
  bool is_left = true;
  auto outcome = ops::write(
      session, pack, request,
      [&](ops::Writer& writer) {
        ops::lock_lane(writer.tx(), plan, ops::Lane::even);
        const auto items = ops::items_left(writer.tx(), plan, ops::Lane::even, 1);
        is_left = !items.empty();
        if (!is_left) return;
        order.expect = items.front().state;
        order.expect_revision = items.front().revision;
        recover_in(writer, order, result);
        compare_overrides(plan, result);
        const std::array done{ops::ItemOutcome{.seq = 1,
                                               .record = result.record,
                                               .result = ops::ItemResult::done,
                                               .operation = writer.id(),
                                               .code = {},
                                               .message = {},
                                               .detail = {}}};
        ops::save_outcomes(writer.tx(), plan, done);
        writer.summarise("plan", plan.id);
        writer.summarise("planHash", plan.hash);
      },
      options);
  if (!is_left) return std::nullopt;
  result.outcome = std::move(outcome);
  return result;
}

}  // namespace admctl::lifecycle
