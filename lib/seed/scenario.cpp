#include "lib/seed/scenario.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
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

void plant_inside(ops::Writer& writer, const platform::Scenario& scenario, Planted& planted) {
  const auto& kind = *writer.pack().find_kind(scenario.kind);
  const auto order = pg::quote(kind.label.value_or(kind.key));
  const auto rows = writer.tx().query(
      fmt::format(
          "SELECT r.{0}::text, r.{1}::text FROM {2} AS r WHERE r.{3} = $1 AND ({4}) ORDER BY r.{1} LIMIT 1 "
          "FOR UPDATE",
          pg::quote(kind.key), order, pg::quote(writer.pack().schema, kind.table), pg::quote(kind.state),
          scenario.where),
      {scenario.state});
  if (rows.empty()) {
    throw Error{code::no_such_record,
                fmt::format("no {} is in {} as the scenario needs", kind.name, scenario.state),
                {},
                fmt::format("seed some first: admctl seed demo --{} 220", kind.plural)};
  }
  planted.key = rows.front().text(0);
  planted.record = kind.name + "/" + std::string{rows.front().text(1)};
  const ops::StateMove move{planted.key, scenario.state, scenario.state, {}};
  const auto columns = ops::evaluate(writer.tx(), writer.facts(), kind, {&move, 1}, scenario.sets);
  for (const auto& write : scenario.writes) ops::apply_row_write(writer, kind, {&move, 1}, write);
  if (!columns.front().empty()) writer.update(kind.table, {{kind.key, planted.key}}, columns.front());
  writer.summarise("subject", planted.record);
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
