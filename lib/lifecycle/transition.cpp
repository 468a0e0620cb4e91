#include "lib/lifecycle/transition.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/guard.hpp"
#include "lib/ops/row_writes.hpp"
#include "lib/ops/trail.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::lifecycle {
namespace {

// One transition under way: what the steps below share.
struct Step {
  ops::Writer& writer;
  const platform::Kind& kind;
  ops::StateMove move;
  const platform::Transition* rule;  // what is written; nullptr when nobody moves there by rule
};

void check_state_exists(const platform::Kind& kind, const std::string& state) {
  if (kind.lifecycle.find_state(state)) return;
  std::vector<std::string> names;
  for (const auto& known : kind.lifecycle.states) names.push_back(known.name);
  throw Error{code::unknown_state, fmt::format("a {} has no state '{}'", kind.name, state),
              "states: " + join(names, ", "), "write the state as listed." + did_you_mean(state, names)};
}

std::string next_states(const platform::Lifecycle& lifecycle, std::string_view from) {
  const auto names = lifecycle.next_states(from);
  return names.empty() ? "there is no way out of it" : "from here: " + join(names, ", ");
}

// Refuses, or records what force overrides.
void check_rule(ops::Writer& writer, const std::string& record, const platform::Kind& kind,
                const ops::StateMove& move) {
  const auto* rule = kind.lifecycle.find_transition(move.from, move.to);
  std::vector<std::string> objections;
  if (!rule) {
    objections.push_back(fmt::format("{} -> {} is not a transition of the lifecycle", move.from, move.to));
  } else {
    for (const auto& verdict : evaluate_guards(writer.tx(), writer.pack(), kind, move.key, *rule)) {
      if (!verdict.holds)
        objections.push_back(fmt::format("{}: {}", verdict.guard->id, verdict.guard->sentence));
    }
  }
  if (objections.empty()) return;
  if (writer.request().force) {
    for (auto& objection : objections) writer.record_override(std::move(objection));
    return;
  }
  const auto force = "override with --force --reason \"...\" if you know better: it is recorded as forced";
  if (!rule) {
    throw Error{code::move_refused, fmt::format("{} may not go from {} to {}", record, move.from, move.to),
                next_states(kind.lifecycle, move.from), force};
  }
  throw Error{code::guard_refused,
              fmt::format("a guard refuses {} to go from {} to {}", record, move.from, move.to),
              join(objections, "\n"), force};
}

Object values_of(const Step& step, const platform::Expressions& expressions) {
  return ops::evaluate(step.writer, step.kind, step.move, Value{Object{}}, expressions);
}

// What the record itself becomes: state, update time, history and what the rule sets.
Object new_columns(const Step& step) {
  const auto& trail = step.kind.trail;
  platform::Expressions expressions{{step.kind.state, "op.to_state"}};
  if (step.kind.updated) expressions.emplace_back(*step.kind.updated, "op.now");
  if (!trail.history_column.empty()) {
    std::string entry;
    for (const auto& [member, expression] : trail.history_entry) {
      entry += fmt::format("{}{}, {}", entry.empty() ? "" : ", ", pg::quote_literal(step.writer.tx(), member),
                           expression);
    }
    expressions.emplace_back(
        trail.history_column,
        fmt::format("coalesce(r.{}, '[]'::jsonb) || jsonb_build_array(jsonb_build_object({}))",
                    pg::quote(trail.history_column), entry));
  }
  if (step.rule) {
    for (const auto& set : step.rule->sets) expressions.push_back(set);
  }
  return values_of(step, expressions);
}

// A member that the pack gives no value is left out.
Object event_members(const Step& step) {
  auto members = values_of(step, step.rule->data);
  members.erase_nulls();
  return members;
}

void write_move(Step& step, const std::string& record) {
  const auto columns = new_columns(step);
  if (step.rule) {
    for (const auto& write : step.rule->writes) ops::apply_row_write(step.writer, step.kind, step.move, write);
    step.move.data = event_members(step);
  }
  if (step.writer.forced()) step.move.data["overridden"] = to_array(step.writer.overrides());
  step.writer.update(step.kind.table, {{step.kind.key, step.move.key}}, columns);
  ops::write_event(step.writer, step.kind, step.move);
  ops::audit_changes(step.writer, step.kind.name + (step.writer.forced() ? ".force_transition" : ".transition"),
                     {{"subject", record}, {"from", step.move.from}, {"to", step.move.to}});
  step.writer.summarise("subject", record);
  step.writer.summarise("from", step.move.from);
  step.writer.summarise("to", step.move.to);
}

void move_inside(ops::Writer& writer, const Move& move, MoveResult& result) {
  const auto& kind = *move.record.kind;
  const auto key = resolve_key(writer.tx(), writer.pack(), kind, move.record.key);
  const auto row = writer.lock(kind.table, {{kind.key, key}});
  if (!row)
    throw Error{code::no_such_record, fmt::format("{}/{} was deleted meanwhile", kind.name, move.record.key)};
  const auto* state = row->find(kind.state);
  result.record = address_of(kind, *row);
  result.from = state ? state->string_or("") : "";
  result.to = move.to;
  if (move.expect && *move.expect != result.from) {
    throw Error{code::record_moved,
                fmt::format("{} is in {}, not in {}", result.record, result.from, *move.expect),
                "somebody or something moved it; nothing was written",
                fmt::format("look again: admctl inspect {}", result.record)};
  }
  result.already = result.from == move.to;
  if (result.already) return;

  Step step{writer, kind, {key, result.from, move.to, {}}, kind.lifecycle.find_target(move.to)};
  if (const auto* exact = kind.lifecycle.find_transition(result.from, move.to)) step.rule = exact;
  check_rule(writer, result.record, kind, step.move);
  write_move(step, result.record);
  if (step.rule) result.effects = step.rule->effects;
  result.overridden = writer.overrides();
}

}  // namespace

MoveResult transition(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                      const Move& move, const ops::WriteOptions& options) {
  check_state_exists(*move.record.kind, move.to);
  if (move.expect) check_state_exists(*move.record.kind, *move.expect);
  if (request.force && (!request.reason || trim(*request.reason).empty())) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  MoveResult result;
  result.outcome = ops::write(
      session, pack, request, [&](ops::Writer& writer) { move_inside(writer, move, result); }, options);
  return result;
}

}  // namespace admctl::lifecycle
