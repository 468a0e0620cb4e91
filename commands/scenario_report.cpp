#include "commands/scenario_report.hpp"

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  if (const auto* items = list.as_array()) {
    for (const auto& item : *items) texts.push_back(item.string_or(""));
  }
  return texts;
}

// The commands that end the incident for one record.
std::vector<std::string> recovery_commands(const platform::Pack& pack, const platform::Scenario& scenario,
                                           const std::string& record) {
  const auto& recovery = scenario.recovery;
  if (recovery.recipe) {
    auto line = fmt::format("admctl recover {} {}", record, *recovery.recipe);
    for (const auto& input : pack.find_recipe(*recovery.recipe)->inputs) {
      if (input.required) line += fmt::format(" --set {}=...", input.name);
    }
    return {line};
  }
  if (!recovery.to) return {};
  return {"admctl recover " + record,
          fmt::format("admctl transition {} --to {} --reason \"{}\"", record, *recovery.to, recovery.reason)};
}

}  // namespace

Report planted_report(const platform::Pack& pack, const seed::Planted& planted) {
  const auto& scenario = *planted.scenario;
  const auto& outcome = planted.outcome;
  const auto records = outcome.replayed ? texts_of(outcome.operation.summary.at("records")) : planted.records;
  const auto record = records.empty() ? outcome.operation.summary.at("subject").string_or("") : records.front();
  Report report;
  std::vector<Field> fields{{"scenario", "SCENARIO", scenario.name},
                            {"title", "TITLE", scenario.title},
                            {"record", "RECORD", record},
                            {"records", "RECORDS", {Value{to_array(records)}, join(records, ", ")}}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("scenario", "", std::move(fields));
  for (const auto& line : scenario.look) report.note("look for: " + line);
  if (const auto& recipe = scenario.recovery.recipe) {
    for (const auto& fact : pack.find_recipe(*recipe)->facts) report.note("before the recovery: " + fact);
  } else if (!scenario.recovery.to) {
    report.note("recovery: " + scenario.recovery.reason);
  }
  if (outcome.replayed) report.note("this --key was applied before: nothing was done now");
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  report.suggest("admctl inspect " + record);
  for (const auto& each : records) {
    for (auto& line : recovery_commands(pack, scenario, each)) report.suggest(std::move(line));
  }
  report.suggest(fmt::format("admctl seed scenario {} --verify", scenario.name));
  return report;
}

Report verification_report(const platform::Pack& pack, const seed::Verification& verification) {
  Table table{.columns = {{"record", "RECORD"},
                          {"state", "STATE"},
                          {"recovered", "RECOVERED"},
                          {"remains", "REMAINS", false, false, true},
                          {"operation", "PLANTED BY", false, true},
                          {"undoneBy", "TAKEN BACK BY", false, true}}};
  Report report;
  std::size_t open = 0;
  for (const auto& record : verification.records) {
    const auto remains = record.undone_by ? "the planting was taken back" : join(record.remains, "; ");
    table.rows.push_back(
        {record.record, Cell::state(record.state), Cell{record.recovered(), record.recovered() ? "yes" : "no"},
         Cell{Value{to_array(record.remains)}, remains}, record.operation, Value{record.undone_by}});
    if (record.recovered()) continue;
    ++open;
    for (auto& line : recovery_commands(pack, *verification.scenario, record.record))
      report.suggest(std::move(line));
  }
  report.fields("scenario", "",
                {{"scenario", "SCENARIO", verification.scenario->name},
                 {"title", "TITLE", verification.scenario->title},
                 {"recovered", "RECOVERED", Cell{open == 0, open == 0 ? "yes" : "no"}}});
  report.table("records", "Records", std::move(table));
  if (open > 0) {
    report.exit = Exit::differences;
    report.note(fmt::format("{} of {} not recovered", open, count_of(verification.records.size(), "record")));
  }
  return report;
}

}  // namespace admctl::commands
