#include "lib/seed/scenario.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/row_writes.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::seed {
namespace {

struct Picked {
  std::string key;
  std::string name;  // label, else key
  std::string state;
};

// The first records that fit, by label or key; locked in order of the key.
std::vector<Picked> pick(ops::Writer& writer, const platform::Kind& kind, const platform::Scenario& scenario) {
  const auto fits = fmt::format("{}::text = ANY ($1) AND ({})", ops::state_sql(kind), scenario.where);
  const auto rows = writer.tx().query(
      fmt::format(
          "WITH first AS MATERIALIZED (SELECT r.{0} AS key, row_number() OVER (ORDER BY r.{1}) AS place "
          "FROM {2} AS r WHERE {3} ORDER BY r.{1} LIMIT $2) "
          "SELECT r.{0}::text, r.{1}::text, {4}::text, first.place FROM {2} AS r "
          "JOIN first ON first.key = r.{0} WHERE {3} ORDER BY r.{0} FOR UPDATE OF r",
          pg::quote(kind.key), pg::quote(kind.label.value_or(kind.key)),
          pg::quote(writer.pack().schema, kind.table), fits, ops::state_sql(kind)),
      {pg::array_text(scenario.states), std::to_string(scenario.count)});
  std::vector<std::pair<std::int64_t, Picked>> placed;
  for (const auto row : rows) {
    placed.emplace_back(row.integer(3),
                        Picked{std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)}});
  }
  std::ranges::sort(placed, {}, &std::pair<std::int64_t, Picked>::first);
  std::vector<Picked> picked;
  for (auto& [place, record] : placed) picked.push_back(std::move(record));
  return picked;
}

void plant_one(ops::Writer& writer, const platform::Kind& kind, const platform::Scenario& scenario,
               const Picked& record) {
  const ops::StateMove move{record.key, record.state, record.state};
  const auto columns = ops::evaluate(writer.tx(), writer.facts(), kind, {&move, 1}, scenario.sets);
  for (const auto& write : scenario.writes) ops::apply_row_write(writer, kind, {&move, 1}, write);
  if (!columns.front().empty()) writer.update(kind.table, {{kind.key, record.key}}, columns.front());
}

// What verify_scenario() goes by.
void summarise_symptoms(ops::Writer& writer, const platform::Kind& kind, const Planted& planted,
                        const std::vector<ops::Violation>& before) {
  const auto added =
      ops::added_violations(ops::violations_of(writer.tx(), writer.pack(), kind, planted.keys), before);
  std::map<std::string, std::string, std::less<>> state;
  for (const auto row : writer.tx().query(
           fmt::format("SELECT r.{0}::text, {1}::text FROM {2} AS r WHERE r.{0} = ANY ($1)",
                       pg::quote(kind.key), ops::state_sql(kind), pg::quote(writer.pack().schema, kind.table)),
           {pg::array_text(planted.keys)}))
    state.emplace(row.text(0), row.text(1));
  Array breaks;
  Array states;
  for (std::size_t i = 0; i < planted.keys.size(); ++i) {
    Array ids;
    for (const auto& violation : added) {
      if (violation.record_key == planted.keys[i]) ids.emplace_back(violation.invariant->id);
    }
    breaks.emplace_back(std::move(ids));
    states.emplace_back(state[planted.keys[i]]);
  }
  writer.summarise("keys", to_array(planted.keys));
  writer.summarise("states", std::move(states));
  writer.summarise("breaks", std::move(breaks));
}

void plant_inside(ops::Writer& writer, const platform::Scenario& scenario, Planted& planted) {
  const auto& kind = *writer.pack().find_kind(scenario.kind);
  const auto picked = pick(writer, kind, scenario);
  if (picked.empty()) {
    throw Error{code::no_such_record,
                fmt::format("no {} is in {} as the scenario needs", kind.name, join(scenario.states, " or ")),
                {},
                fmt::format("seed some first: admctl seed demo --{} 220", writer.pack().kinds.front().plural)};
  }
  // A second attempt after a conflict starts anew.
  planted.keys.clear();
  planted.records.clear();
  for (const auto& record : picked) {
    planted.keys.push_back(record.key);
    planted.records.push_back(kind.name + "/" + record.name);
  }
  const auto before = ops::violations_of(writer.tx(), writer.pack(), kind, planted.keys);
  for (const auto& record : picked) plant_one(writer, kind, scenario, record);
  summarise_symptoms(writer, kind, planted, before);
  writer.summarise("subject", planted.records.front());
  writer.summarise("records", to_array(planted.records));
  writer.summarise("scenario", scenario.name);
}

}  // namespace

const platform::Scenario& find_scenario(const platform::Pack& pack, std::string_view name) {
  if (const auto* scenario = pack.find_scenario(name)) return *scenario;
  std::vector<std::string> names;
  for (const auto& scenario : pack.scenarios) names.push_back(scenario.name);
  throw Error{code::usage,
              fmt::format("{} has no scenario '{}'", pack.platform, name),
              {},
              (names.empty() ? "this platform has none" : "scenarios: " + join(names, ", ")) +
                  did_you_mean(name, names)};
}

bool holds_demo_data(pg::Transaction& tx) {
  if (!ops::has_ledger(tx)) return false;
  ops::OperationFilter filter;
  filter.kind = "seed.demo";
  filter.limit = 1;
  return !ops::list_operations(tx, filter).empty();
}

Planted plant(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
              std::string_view name, const ops::WriteOptions& options) {
  Planted planted;
  planted.scenario = &find_scenario(pack, name);
  planted.outcome = ops::write(
      session, pack, request, [&](ops::Writer& writer) { plant_inside(writer, *planted.scenario, planted); },
      options);
  return planted;
}

}  // namespace admctl::seed
