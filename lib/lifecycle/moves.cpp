#include "lib/lifecycle/moves.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/guard.hpp"
#include "lib/lifecycle/inputs.hpp"
#include "lib/lifecycle/move_writes.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/ops/row_images.hpp"

namespace admctl::lifecycle {
namespace {

using Result = MoveOutcome::Result;

// One record while it is judged.
struct Judged {
  MoveOutcome outcome;
  Object row;
  std::string revision;
  const platform::Transition* rule = nullptr;  // that allows the move; nullptr: none does
  std::vector<std::string> objections;         // what force would have to override
  std::vector<std::string> vouched;            // guards that fail and are waived
};

class MoveSet {
 public:
  MoveSet(ops::Writer& writer, const MoveOrder& order) : writer_{writer}, order_{order}, kind_{*order.kind} {}

  std::vector<MoveOutcome> run(std::span<const Wanted> wanted) {
    check_order();
    lock(wanted);
    for (std::size_t i = 0; i < judged_.size(); ++i) compare(judged_[i], wanted[i]);
    lock_related();
    judge_rules();
    judge_guards();
    for (auto& each : judged_) decide(each);
    write();
    std::vector<MoveOutcome> out;
    for (auto& each : judged_) out.push_back(std::move(each.outcome));
    return out;
  }

 private:
  bool forced() const { return writer_.request().force; }

  static bool undecided(const Judged& each) {
    return each.outcome.result == Result::not_reached && !each.outcome.error;
  }

  // Inputs that any way into the state takes; with force any column of the record.
  void check_order() {
    check_state_exists(kind_, order_.to);
    std::vector<platform::Input> inputs;
    for (const auto& rule : kind_.lifecycle.transitions) {
      if (rule.to == order_.to) inputs.insert(inputs.end(), rule.inputs.begin(), rule.inputs.end());
    }
    const auto types = column_types(writer_.tx(), writer_.pack(), kind_.table);
    std::vector<std::string> names;
    for (const auto& input : inputs) names.push_back(input.name);
    for (const auto& [name, value] : order_.given.members()) {
      if (std::ranges::find(names, name) != names.end()) continue;
      if (forced() && types.contains(name) && name != kind_.key && name != kind_.state) continue;
      throw Error{code::input_unknown,
                  fmt::format("a move to {} takes no '{}'", order_.to, name),
                  {},
                  (names.empty() ? "it takes no values" : "it takes: " + join(names, ", ")) +
                      did_you_mean(name, names)};
    }
    order_.given = fit_inputs(writer_.tx(), writer_.pack(), kind_, inputs, order_.given);
  }

  void lock(std::span<const Wanted> wanted) {
    std::vector<std::string> keys;
    for (const auto& each : wanted) keys.push_back(each.key);
    const auto rows = writer_.tx().query(
        fmt::format(
            "WITH locked AS MATERIALIZED (SELECT r.{0}::text AS key, to_jsonb(r)::text AS image, {2} AS "
            "revision, {3}::text AS state FROM {1} AS r WHERE r.{0} = ANY($1) ORDER BY r.{0} FOR UPDATE) "
            "SELECT key, image, revision, state FROM locked",
            pg::quote(kind_.key), pg::quote(writer_.pack().schema, kind_.table), revision_sql(),
            ops::state_sql(kind_)),
        {pg::array_text(keys)});
    auto images = ops::read_images(rows, 1);
    std::map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < rows.size(); ++i) place.emplace(rows[i].text(0), i);
    for (const auto& key : keys) {
      Judged each;
      each.outcome.key = key;
      if (const auto at = place.find(key); at != place.end()) {
        each.row = std::move(*images[at->second].as_object());
        each.revision = rows[at->second].text(2);
        each.outcome.record = address_of(kind_, each.row);
        each.outcome.from = rows[at->second].text(3);
      } else {
        each.outcome.record = kind_.name + "/" + key;
        refuse(each, {code::no_such_record,
                      fmt::format("there is no {}/{}", kind_.name, key),
                      {},
                      fmt::format("run 'admctl inspect {}' to list what there is", kind_.plural)});
      }
      judged_.push_back(std::move(each));
    }
  }

  static void refuse(Judged& each, Error error) {
    each.outcome.result = Result::refused;
    each.outcome.error = std::move(error);
  }

  void compare(Judged& each, const Wanted& wanted) const {
    if (!undecided(each)) return;
    const auto& record = each.outcome.record;
    const auto moved = [&](std::string what) {
      refuse(each, {code::record_moved, std::move(what), "somebody or something moved it; nothing was written",
                    fmt::format("look again: admctl inspect {}", record)});
    };
    if (wanted.state && *wanted.state != each.outcome.from) {
      moved(fmt::format("{} is in {}, not in {}", record, each.outcome.from, *wanted.state));
    } else if (wanted.revision && *wanted.revision != each.revision) {
      moved(fmt::format("{} has revision {}, not {}", record, each.revision, *wanted.revision));
    } else if (each.outcome.from == order_.to) {
      each.outcome.result = Result::already;
    }
  }

  std::vector<Judged*> open() {
    std::vector<Judged*> out;
    for (auto& each : judged_) {
      if (undecided(each)) out.push_back(&each);
    }
    return out;
  }

  // One statement for all related tables: a guard must not see a row that changes before the move is written.
  void lock_related() {
    const auto records = open();
    std::string counts;
    pg::Params params;
    for (const auto& related : kind_.related) {
      if (!related.lock) continue;
      std::vector<std::string> values;
      for (const auto* each : records) {
        const auto* own = each->row.find(related.equals);
        if (own && !own->is_null()) values.push_back(own->as_string() ? *own->as_string() : to_json(*own));
      }
      if (values.empty()) continue;
      counts += fmt::format(
          "{}(SELECT count(*) FROM (SELECT FROM {} AS t WHERE t.{} = ANY({}) ORDER BY t.{} FOR UPDATE) AS "
          "locked)",
          counts.empty() ? "" : ", ", pg::quote(writer_.pack().schema, related.table),
          pg::quote(related.column), pg::bind(params, pg::array_text(values)), pg::quote(related.key));
    }
    if (!counts.empty()) writer_.tx().query("SELECT " + counts, params);
  }

  void judge_rules() {
    for (auto* each : open()) {
      each->rule = kind_.lifecycle.find_transition(each->outcome.from, order_.to);
      if (!each->rule) {
        each->objections.push_back(
            fmt::format("{} -> {} is not a transition of the lifecycle", each->outcome.from, order_.to));
        continue;
      }
      for (const auto* input : missing_inputs(each->rule->inputs, order_.given, each->row)) {
        each->objections.push_back(
            fmt::format("{} is missing: {} (--set {}=...)", input->name, input->meaning, input->name));
      }
    }
  }

  void judge_guards() {
    std::map<const platform::Transition*, std::vector<Judged*>> by_rule;
    for (auto* each : open()) {
      if (each->rule) by_rule[each->rule].push_back(each);
    }
    for (const auto& [rule, records] : by_rule) {
      std::vector<ops::StateMove> moves;
      for (const auto* each : records) moves.push_back(move_of(*each));
      const auto verdicts = evaluate_guards(writer_.tx(), writer_.facts(), kind_, moves, *rule);
      for (std::size_t i = 0; i < records.size(); ++i) {
        for (const auto& verdict : verdicts[i]) {
          if (verdict.holds) continue;
          const bool waived = std::ranges::find(order_.waived, verdict.guard->id) != order_.waived.end();
          (waived ? records[i]->vouched : records[i]->objections)
              .push_back(fmt::format("{}: {}", verdict.guard->id, verdict.guard->sentence));
        }
      }
    }
  }

  ops::StateMove move_of(const Judged& each) const {
    return {each.outcome.key, each.outcome.from, order_.to, {}, order_.given, !each.outcome.overridden.empty(),
            &each.row};
  }

  void decide(Judged& each) {
    if (!undecided(each)) return;
    each.outcome.overridden = each.vouched;
    if (each.objections.empty() || forced()) {
      for (auto& objection : each.objections) each.outcome.overridden.push_back(objection);
      return;
    }
    const auto& outcome = each.outcome;
    const auto force = "override with --force --reason \"...\" if you know better: it is recorded as forced";
    if (!each.rule) {
      const auto names = kind_.lifecycle.next_states(outcome.from);
      refuse(each, {code::move_refused,
                    fmt::format("{} may not go from {} to {}", outcome.record, outcome.from, order_.to),
                    names.empty() ? "there is no way out of it" : "from here: " + join(names, ", "), force});
      return;
    }
    const bool only_inputs = std::ranges::all_of(each.objections, [](const std::string& line) {
      return line.find(" is missing: ") != std::string::npos;
    });
    refuse(each, only_inputs ? Error{code::input_missing,
                                     fmt::format("{} lacks what {} requires", outcome.record, order_.to),
                                     join(each.objections, "\n"), "give it with --set NAME=VALUE"}
                             : Error{code::guard_refused,
                                     fmt::format("a guard refuses {} to go from {} to {}", outcome.record,
                                                 outcome.from, order_.to),
                                     join(each.objections, "\n"), force});
  }

  // What is still undecided here moves.
  void write() {
    std::vector<Judged*> movers;
    for (auto& each : judged_) {
      if (order_.stop_at_refusal && each.outcome.result == Result::refused) break;
      if (undecided(each)) movers.push_back(&each);
    }
    if (movers.empty()) return;
    std::vector<std::string> keys;
    for (const auto* each : movers) keys.push_back(each->outcome.key);
    const auto broken = try_moves(movers, keys);
    if (!broken.empty()) {
      if (!forced()) throw refusal(movers, broken);
      for (auto* each : movers) override_violations(*each, broken);
      write_all(movers);
    }
    audit(movers);
    for (auto* each : movers) {
      each->outcome.result = Result::moved;
      for (const auto& what : each->outcome.overridden) {
        writer_.record_override(movers.size() == 1 ? what : each->outcome.record + ": " + what);
      }
    }
  }

  Error refusal(const std::vector<Judged*>& movers, const std::vector<ops::Violation>& broken) const {
    std::vector<std::string> lines;
    for (const auto& violation : broken) {
      const auto sentence = ops::sentence_of(violation);
      lines.push_back(movers.size() == 1 ? sentence : violation.record + " " + sentence);
    }
    return {code::invariant_broken,
            movers.size() == 1 ? fmt::format("moving {} to {} would break an invariant",
                                             movers.front()->outcome.record, order_.to)
                               : fmt::format("moving {} to {} would break invariants",
                                             count_of(movers.size(), "record"), order_.to),
            join(lines, "\n"),
            "override with --force --reason \"...\" if you know better: it is recorded as forced"};
  }

  // What the moves newly break; they stay written when that is nothing. How it was before is asked only when
  // something is broken afterwards.
  std::vector<ops::Violation> try_moves(const std::vector<Judged*>& movers,
                                        const std::vector<std::string>& keys) {
    const auto violations = [&] {
      return ops::violations_of(writer_.tx(), writer_.pack(), kind_, keys, platform::Severity::error);
    };
    std::vector<ops::Violation> broken;
    writer_.tentatively([&] {
      write_all(movers);
      broken = violations();
      return broken.empty();
    });
    if (broken.empty()) return broken;
    broken = ops::added_violations(std::move(broken), violations());
    if (broken.empty()) write_all(movers);
    return broken;
  }

  void override_violations(Judged& each, const std::vector<ops::Violation>& broken) const {
    for (const auto& violation : broken) {
      const bool own = violation.record_kind == kind_.name && violation.record_key == each.outcome.key;
      if (own || violation.record_kind.empty()) each.outcome.overridden.push_back(ops::sentence_of(violation));
    }
  }

  void write_all(const std::vector<Judged*>& movers) {
    written_.clear();
    std::map<const platform::Transition*, std::vector<std::size_t>> by_rule;
    for (std::size_t i = 0; i < movers.size(); ++i) {
      const auto* rule = movers[i]->rule ? movers[i]->rule : kind_.lifecycle.find_target(order_.to);
      by_rule[rule].push_back(i);
    }
    for (const auto& [rule, places] : by_rule) {
      std::vector<ops::StateMove> moves;
      std::vector<std::vector<std::string>> overridden;
      for (const auto i : places) {
        moves.push_back(move_of(*movers[i]));
        overridden.push_back(movers[i]->outcome.overridden);
      }
      for (const auto& [change, place] : write_moves(writer_, kind_, rule, std::move(moves), overridden)) {
        written_.push_back({change, places[place]});
      }
    }
  }

  void audit(const std::vector<Judged*>& movers) {
    std::vector<ops::Audit> audits;
    for (const auto& [change, place] : written_) {
      const auto& outcome = movers[place]->outcome;
      const bool is_forced = !outcome.overridden.empty();
      Object metadata{{"subject", outcome.record}, {"from", outcome.from}, {"to", order_.to}};
      if (is_forced) {
        metadata["forced"] = true;
        metadata["overridden"] = to_array(outcome.overridden);
      }
      audits.push_back(ops::audit_of(writer_.changes()[change],
                                     kind_.name + (is_forced ? ".force_transition" : ".transition"),
                                     std::move(metadata)));
    }
    ops::write_audits(writer_, audits);
  }

  ops::Writer& writer_;
  MoveOrder order_;
  const platform::Kind& kind_;
  std::vector<Judged> judged_;
  std::vector<WrittenChange> written_;
};

}  // namespace

void check_state_exists(const platform::Kind& kind, const std::string& state) {
  if (kind.lifecycle.find_state(state)) return;
  const auto names = kind.lifecycle.state_names();
  throw Error{code::unknown_state, fmt::format("a {} has no state '{}'", kind.name, state),
              "states: " + join(names, ", "), "write the state as listed." + did_you_mean(state, names)};
}

std::vector<MoveOutcome> make_moves(ops::Writer& writer, const MoveOrder& order,
                                    std::span<const Wanted> wanted) {
  for (const auto& each : wanted) {
    if (each.state) check_state_exists(*order.kind, *each.state);
  }
  return MoveSet{writer, order}.run(wanted);
}

std::vector<std::string> effects_of(const MoveOrder& order, std::span<const MoveOutcome> outcomes) {
  std::vector<std::string> out;
  for (const auto& outcome : outcomes) {
    if (outcome.result != Result::moved) continue;
    const auto& lifecycle = order.kind->lifecycle;
    const auto* exact = lifecycle.find_transition(outcome.from, order.to);
    const auto* rule = exact ? exact : lifecycle.find_target(order.to);
    if (!rule) continue;
    for (const auto& effect : rule->effects) {
      if (std::ranges::find(out, effect) == out.end()) out.push_back(effect);
    }
  }
  return out;
}

}  // namespace admctl::lifecycle
