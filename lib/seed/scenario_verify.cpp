#include "lib/seed/scenario_verify.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/seeding.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/sql.hpp"
#include "lib/seed/scenario.hpp"

namespace admctl::seed {
namespace {

// One record of one planting, as the ledger has it.
struct Traces {
  std::string operation;
  std::string key;
  std::string record;
  std::string state;             // that the planting left
  std::set<std::string> broken;  // invariants that it broke
  Object set;                    // what it changed in the record
};

const Value& item(const Value& list, std::size_t index) {
  static const Value none;
  const auto* items = list.as_array();
  return items && index < items->size() ? (*items)[index] : none;
}

std::vector<Traces> read_traces(pg::Transaction& tx, const ops::Operation& operation,
                                const platform::Kind& kind) {
  std::vector<Traces> out;
  const auto& keys = operation.summary.at("keys");
  for (std::size_t i = 0; keys.as_array() && i < keys.as_array()->size(); ++i) {
    Traces traces{operation.id,
                  item(keys, i).string_or(""),
                  item(operation.summary.at("records"), i).string_or(""),
                  item(operation.summary.at("states"), i).string_or(""),
                  {},
                  {}};
    if (const auto* ids = item(operation.summary.at("breaks"), i).as_array()) {
      for (const auto& id : *ids) traces.broken.insert(id.string_or(""));
    }
    out.push_back(std::move(traces));
  }
  for (const auto& change : ops::load_changes(tx, operation.id)) {
    if (change.table != kind.table || change.trail || !change.after.as_object()) continue;
    const auto key = ops::row_key(change).front().second;
    const auto at = std::ranges::find(out, key, &Traces::key);
    if (at != out.end()) at->set = *change.after.as_object();
  }
  return out;
}

struct Now {
  std::string state;
  bool applies = false;
  Object image;
};

std::map<std::string, Now> read_records(pg::Transaction& tx, const platform::Pack& pack,
                                        const platform::Kind& kind, const platform::Recipe* recipe,
                                        const std::vector<std::string>& keys) {
  std::map<std::string, Now> out;
  const auto rows = tx.query(
      fmt::format(
          "SELECT r.{0}::text, {1}::text, coalesce(({2}), false), to_jsonb(r) FROM {3} AS r WHERE r.{0} = "
          "ANY ($1)",
          pg::quote(kind.key), ops::state_sql(kind), recipe ? recipe->applies : "false",
          pg::quote(pack.schema, kind.table)),
      {pg::array_text(keys)});
  for (const auto row : rows)
    out[std::string{row.text(0)}] = {std::string{row.text(1)}, row.boolean(2), parse_json_object(row.text(3))};
  return out;
}

// True when every column that the planting set still has that value.
bool is_as_planted(const platform::Kind& kind, const Traces& traces, const Now& now) {
  return std::ranges::all_of(traces.set.members(), [&](const auto& member) {
    if (member.first == kind.updated) return true;
    const auto* value = now.image.find(member.first);
    return value && *value == member.second;
  });
}

std::vector<std::string> remains_of(const platform::Scenario& scenario, const platform::Kind& kind,
                                    const platform::Recipe* recipe, const Traces& traces, const Now* now,
                                    const std::vector<ops::Violation>& violations) {
  if (!now) return {"the record was deleted: there is nothing to look at"};
  std::vector<std::string> out;
  for (const auto& violation : violations) {
    if (violation.record_key == traces.key && traces.broken.contains(violation.invariant->id))
      out.push_back("still breaks " + ops::sentence_of(violation));
  }
  const auto& recovery = scenario.recovery;
  if (recipe && now->applies)
    out.push_back(fmt::format("recipe {} still applies: {}", recipe->name, recipe->sentence));
  if (recovery.to && now->state == traces.state)
    out.push_back(fmt::format("still {}; the recovery moves it to {}", now->state, *recovery.to));
  if (!recipe && !recovery.to && is_as_planted(kind, traces, *now)) out.push_back("still as it was planted");
  return out;
}

}  // namespace

bool Verification::recovered() const { return std::ranges::all_of(records, &PlantedRecord::recovered); }

Verification verify_scenario(pg::Transaction& tx, const platform::Pack& pack, std::string_view name) {
  Verification out;
  out.scenario = &find_scenario(pack, name);
  const auto& kind = *pack.find_kind(out.scenario->kind);
  const auto& recovery = out.scenario->recovery;
  const auto* recipe = recovery.recipe ? pack.find_recipe(*recovery.recipe) : nullptr;

  std::vector<Traces> standing;
  std::set<std::string> seen;
  if (ops::has_ledger(tx)) {
    ops::OperationFilter filter;
    filter.kind = "seed.scenario";
    filter.limit = 10'000;
    for (const auto& operation : ops::list_operations(tx, filter)) {
      if (operation.summary.at("scenario") != Value{name}) continue;
      const auto undo = ops::find_undo_of(tx, operation.id);
      for (auto& traces : read_traces(tx, operation, kind)) {
        if (!seen.insert(traces.key).second) continue;
        out.records.push_back(
            {operation.id, traces.record, {}, {}, undo ? std::optional{undo->id} : std::nullopt});
        standing.push_back(std::move(traces));
      }
    }
  }
  if (out.records.empty()) {
    throw Error{code::never_planted,
                fmt::format("the ledger has no planting of {}", name),
                {},
                fmt::format("plant it first: admctl seed scenario {}", name)};
  }
  std::vector<std::string> keys;
  for (const auto& traces : standing) keys.push_back(traces.key);
  const auto records = read_records(tx, pack, kind, recipe, keys);
  const auto violations = ops::violations_of(tx, pack, kind, keys);
  for (std::size_t i = 0; i < standing.size(); ++i) {
    const auto now = records.find(standing[i].key);
    const auto* found = now == records.end() ? nullptr : &now->second;
    if (found) out.records[i].state = found->state;
    if (!out.records[i].undone_by)
      out.records[i].remains = remains_of(*out.scenario, kind, recipe, standing[i], found, violations);
  }
  return out;
}

}  // namespace admctl::seed
