#include "lib/lifecycle/recover.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/moves.hpp"
#include "lib/lifecycle/recipe_inputs.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/row_writes.hpp"

namespace admctl::lifecycle {
namespace {

using platform::RecipeStep;

std::vector<const platform::Recipe*> recipes_of(const platform::Pack& pack, const platform::Kind& kind) {
  std::vector<const platform::Recipe*> out;
  for (const auto& recipe : pack.recipes) {
    if (recipe.kind == kind.name) out.push_back(&recipe);
  }
  return out;
}

std::string describe(const RecipeStep& step, const std::string& state) {
  if (step.to) return fmt::format("{} -> {}", state, *step.to);
  if (step.write) {
    using Action = platform::RowWrite::Action;
    const auto action = step.write->action;
    return fmt::format("{} {}",
                       action == Action::insert   ? "insert"
                       : action == Action::update ? "update"
                                                  : "delete",
                       step.write->table);
  }
  std::vector<std::string> columns;
  for (const auto& [column, expression] : step.sets) columns.push_back(column);
  return "set " + join(columns, ", ");
}

// One recipe under way on one record.
class Recovering {
 public:
  Recovering(ops::Writer& writer, const RecoverOrder& order, RecoverResult& result)
      : writer_{writer}, order_{order}, kind_{*order.record.kind}, recipe_{*order.recipe}, result_{result} {}

  void run() {
    find();
    lock_related();
    compare();
    check_applies();
    record_.given = check_recipe_inputs(writer_.tx(), writer_.facts(), kind_, recipe_, record_);
    const auto before = violations();
    for (const auto& step : recipe_.steps) take(step);
    refuse_idle();
    judge(before);
    summarise();
  }

 private:
  void find() {
    record_.key = resolve_key(writer_.tx(), writer_.pack(), kind_, order_.record.key);
    const auto rows = writer_.tx().query(
        fmt::format("SELECT to_jsonb(r), {}, {}::text FROM {} AS r WHERE r.{} = $1 FOR UPDATE", revision_sql(),
                    ops::state_sql(kind_), pg::quote(writer_.pack().schema, kind_.table), pg::quote(kind_.key)),
        {record_.key});
    if (rows.empty()) {
      throw Error{code::no_such_record,
                  fmt::format("{}/{} was deleted meanwhile", kind_.name, order_.record.key)};
    }
    row_ = parse_json_object(rows.front().text(0));
    result_ = {};
    result_.record = address_of(kind_, row_);
    result_.revision = rows.front().text(1);
    result_.from = rows.front().text(2);
    record_.from = record_.to = result_.from;
    record_.given = order_.given;
  }

  // The condition is judged on rows that nobody changes before the steps are written.
  void lock_related() {
    for (const auto& related : kind_.related) {
      const auto* own = row_.find(related.equals);
      if (!related.lock || !own || own->is_null()) continue;
      writer_.tx().query(
          fmt::format(
              "SELECT count(*) FROM (SELECT FROM {} AS t WHERE t.{} = $1 ORDER BY t.{} FOR UPDATE) AS locked",
              pg::quote(writer_.pack().schema, related.table), pg::quote(related.column),
              pg::quote(related.key)),
          {own->as_string() ? *own->as_string() : to_json(*own)});
    }
  }

  void compare() const {
    const auto moved = [&](std::string what) {
      throw Error{code::record_moved, std::move(what), "somebody or something moved it; nothing was written",
                  fmt::format("look again: admctl inspect {}", result_.record)};
    };
    if (order_.expect && *order_.expect != result_.from)
      moved(fmt::format("{} is in {}, not in {}", result_.record, result_.from, *order_.expect));
    if (order_.expect_revision && *order_.expect_revision != result_.revision) {
      moved(
          fmt::format("{} has revision {}, not {}", result_.record, result_.revision, *order_.expect_revision));
    }
  }

  bool holds(const std::string& condition) {
    return evaluate_conditions(writer_.tx(), writer_.facts(), kind_, record_, {&condition, 1}).front();
  }

  void check_applies() {
    if (holds(recipe_.applies)) return;
    if (!writer_.request().force) {
      throw Error{code::recipe_does_not_apply,
                  fmt::format("{} does not apply to {}", recipe_.name, result_.record), recipe_.sentence,
                  fmt::format("see what does: admctl recover {}", result_.record)};
    }
    record_override(fmt::format("{} does not apply: {}", recipe_.name, recipe_.sentence));
  }

  void record_override(std::string what) {
    record_.forced = true;
    result_.overridden.push_back(what);
    writer_.record_override(std::move(what));
  }

  std::vector<ops::Violation> violations() {
    return ops::violations_of(writer_.tx(), writer_.pack(), kind_, {&record_.key, 1});
  }

  void take(const RecipeStep& step) {
    StepTaken taken{describe(step, record_.from)};
    if (!step.when.empty() && !holds(step.when)) {
      taken.left_out = true;
      result_.steps.push_back(std::move(taken));
      return;
    }
    const auto first = writer_.changes().size();
    if (step.to) {
      move(step);
    } else {
      if (step.write)
        ops::apply_row_write(writer_, kind_, {&record_, 1}, *step.write);
      else
        set(step.sets);
      audit(first);
    }
    for (auto i = first; i < writer_.changes().size(); ++i) taken.rows += !writer_.changes()[i].trail;
    result_.steps.push_back(std::move(taken));
  }

  // Inputs of the recipe that the move knows go to it as well.
  Object inputs_of_move(const std::string& to) const {
    Object given;
    for (const auto& rule : kind_.lifecycle.transitions) {
      if (rule.to != to) continue;
      for (const auto& input : rule.inputs) {
        if (const auto* value = record_.given.find(input.name)) given[input.name] = *value;
      }
    }
    return given;
  }

  void move(const RecipeStep& step) {
    // Events of one record are told apart by their time.
    if (moved_) writer_.advance();
    moved_ = true;
    const MoveOrder order{
        .kind = &kind_, .to = *step.to, .given = inputs_of_move(*step.to), .waived = step.overrides};
    const Wanted wanted{record_.key, record_.from, std::nullopt};
    const auto outcome = make_moves(writer_, order, {&wanted, 1}).front();
    if (outcome.error) throw *outcome.error;
    for (const auto& what : outcome.overridden) result_.overridden.push_back(what);
    record_.forced = record_.forced || !outcome.overridden.empty();
    record_.from = record_.to = *step.to;
  }

  void set(const platform::Expressions& sets) {
    auto expressions = sets;
    const auto sets_updated = [&](const auto& each) { return each.first == kind_.updated; };
    if (kind_.updated && std::ranges::none_of(sets, sets_updated))
      expressions.emplace_back(*kind_.updated, "op.now");
    const auto columns = ops::evaluate(writer_.tx(), writer_.facts(), kind_, {&record_, 1}, expressions);
    writer_.update(kind_.table, {{kind_.key, record_.key}}, columns.front());
  }

  void audit(std::size_t first) {
    std::vector<ops::Audit> audits;
    for (auto i = first; i < writer_.changes().size(); ++i) {
      Object metadata{{"subject", result_.record}, {"recipe", recipe_.name}};
      if (record_.forced) {
        metadata["forced"] = true;
        metadata["overridden"] = to_array(result_.overridden);
      }
      audits.push_back(ops::audit_of(writer_.changes()[i],
                                     kind_.name + (record_.forced ? ".force_recover" : ".recover"),
                                     std::move(metadata)));
    }
    ops::write_audits(writer_, audits);
  }

  void refuse_idle() const {
    if (std::ranges::any_of(writer_.changes(), [](const ops::Change& change) { return !change.trail; })) return;
    throw Error{code::recipe_without_effect,
                fmt::format("{} finds nothing to write for {}", recipe_.name, result_.record), recipe_.sentence,
                fmt::format("look again: admctl inspect {}", result_.record)};
  }

  void judge(const std::vector<ops::Violation>& before) {
    result_.remaining = violations();
    result_.mended = ops::added_violations(before, result_.remaining);
    std::vector<std::string> broken;
    for (const auto& violation : ops::added_violations(result_.remaining, before)) {
      if (violation.invariant->severity == platform::Severity::error)
        broken.push_back(ops::sentence_of(violation));
    }
    if (broken.empty()) return;
    if (!writer_.request().force) {
      throw Error{code::invariant_broken,
                  fmt::format("{} would break an invariant of {}", recipe_.name, result_.record),
                  join(broken, "\n"),
                  "override with --force --reason \"...\" if you know better: it is recorded"};
    }
    for (auto& line : broken) record_override(std::move(line));
  }

  void summarise() {
    result_.to = record_.to;
    writer_.summarise("subject", result_.record);
    writer_.summarise("recipe", recipe_.name);
    writer_.summarise("from", result_.from);
    writer_.summarise("to", result_.to);
    if (!record_.given.empty()) writer_.summarise("given", record_.given);
    if (!recipe_.facts.empty()) writer_.summarise("facts", to_array(recipe_.facts));
  }

  ops::Writer& writer_;
  const RecoverOrder& order_;
  const platform::Kind& kind_;
  const platform::Recipe& recipe_;
  RecoverResult& result_;
  ops::StateMove record_;  // the record as the last step left it
  Object row_;
  bool moved_ = false;
};

}  // namespace

RecipeOffers offered_recipes(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address) {
  const auto& kind = *address.kind;
  ops::StateMove record{.key = resolve_key(tx, pack, kind, address.key), .from = {}, .to = {}};
  const auto rows = tx.query(
      fmt::format(
          "SELECT to_jsonb(r), to_char(timezone('UTC', now()), 'YYYY-MM-DD HH24:MI:SS.MS'), {}::text FROM {} "
          "AS r WHERE r.{} = $1",
          ops::state_sql(kind), pg::quote(pack.schema, kind.table), pg::quote(kind.key)),
      {record.key});
  if (rows.empty()) throw Error{code::no_such_record, fmt::format("there is no {}/{}", kind.name, address.key)};
  const auto row = parse_json_object(rows.front().text(0));
  const ops::OperationFacts facts{&pack, {}, std::string{rows.front().text(1)}, {}, {}, {}};
  RecipeOffers out;
  out.record = address_of(kind, row);
  out.state = rows.front().text(2);
  record.from = record.to = out.state;
  const auto recipes = recipes_of(pack, kind);
  std::vector<std::string> conditions;
  for (const auto* recipe : recipes) conditions.push_back(recipe->applies);
  const auto applies = evaluate_conditions(tx, facts, kind, record, conditions);
  for (std::size_t i = 0; i < recipes.size(); ++i) {
    out.offers.push_back({recipes[i], applies[i], inputs_taken(tx, facts, kind, *recipes[i], record)});
  }
  return out;
}

const platform::Recipe& find_recipe(const platform::Pack& pack, const platform::Kind& kind,
                                    std::string_view name) {
  std::vector<std::string> names;
  for (const auto* recipe : recipes_of(pack, kind)) {
    if (recipe->name == name) return *recipe;
    names.push_back(recipe->name);
  }
  throw Error{code::unknown_recipe,
              fmt::format("there is no recipe '{}' for a {}", name, kind.name),
              {},
              (names.empty() ? "this kind has none." : "recipes: " + join(names, ", ") + ".") +
                  did_you_mean(name, names)};
}

void recover_in(ops::Writer& writer, const RecoverOrder& order, RecoverResult& result) {
  Recovering{writer, order, result}.run();
}

RecoverResult recover(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                      const RecoverOrder& order, const ops::WriteOptions& options) {
  if (request.force && (!request.reason || trim(*request.reason).empty())) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  RecoverResult result;
  auto outcome = ops::write(
      session, pack, request, [&](ops::Writer& writer) { recover_in(writer, order, result); }, options);
  result.outcome = std::move(outcome);
  return result;
}

}  // namespace admctl::lifecycle
