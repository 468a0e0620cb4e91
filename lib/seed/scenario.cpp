#include "lib/seed/scenario.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/row_writes.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::seed {
namespace {

const platform::Scenario& find(const platform::Pack& pack, std::string_view name) {
  if (const auto* scenario = pack.find_scenario(name)) return *scenario;
  std::vector<std::string> names;
  for (const auto& scenario : pack.scenarios) names.push_back(scenario.name);
  throw Error{code::usage,
              fmt::format("{} has no scenario '{}'", pack.platform, name),
              {},
              (names.empty() ? "this platform has none" : "scenarios: " + join(names, ", ")) +
                  did_you_mean(name, names)};
}

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
    plant_one(writer, kind, scenario, record);
    planted.keys.push_back(record.key);
    planted.records.push_back(kind.name + "/" + record.name);
  }
  writer.summarise("subject", planted.records.front());
  writer.summarise("records", to_array(planted.records));
  writer.summarise("scenario", scenario.name);
}

}  // namespace

Planted plant(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
              std::string_view name, const ops::WriteOptions& options) {
  Planted planted;
  planted.scenario = &find(pack, name);
  planted.outcome = ops::write(
      session, pack, request, [&](ops::Writer& writer) { plant_inside(writer, *planted.scenario, planted); },
      options);
  return planted;
}

}  // namespace admctl::seed
