#include "commands/seed_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string shown(const Value& value) {
  if (value.is_null()) return "-";
  return value.as_string() ? *value.as_string() : to_json(value);
}

}  // namespace

void note_outcome(Report& report, const ops::Outcome& outcome, bool changed) {
  if (outcome.replayed) {
    report.note("this --key was applied before: nothing was done now");
  } else if (!changed) {
    report.note("nothing to do: nothing was written");
  } else if (outcome.dry_run) {
    report.note("dry run: rolled back, nothing was written");
  } else {
    report.note("operation " + outcome.operation.id);
  }
}

std::vector<std::string> default_lines(const seed::ConfigResult& result) {
  std::vector<std::string> lines;
  for (const auto& change : result.reset)
    lines.push_back(fmt::format("{}: {} -> {}", change.key, shown(change.before), shown(change.after)));
  return lines;
}

Report defaults_report(const seed::ConfigResult& result) {
  Table table{.columns = {{"action", "ACTION"}, {"key", "KEY"}, {"before", "BEFORE"}, {"value", "VALUE"}}};
  for (const auto& setting : result.added)
    table.rows.push_back({"add", setting.key, Cell{}, Cell{setting.value, to_json(setting.value)}});
  for (const auto& change : result.reset)
    table.rows.push_back({"reset", change.key, Cell{change.before, to_json(change.before)},
                          Cell{change.after, to_json(change.after)}});
  auto report = Report::list(std::move(table));
  if (!result.kept.empty())
    report.note(count_of(result.kept.size(), "key is", "keys are") + " set already and kept");
  note_outcome(report, result.outcome, !result.added.empty() || !result.reset.empty());
  return report;
}

Report demo_report(const seed::DemoResult& result, const seed::DemoRequest& demo, const std::string& plural,
                   Millis took) {
  const auto& outcome = result.outcome;
  Table table{.columns = {{"table", "TABLE"}, {"rows", "ROWS", true}}};
  std::size_t rows = 0;
  for (const auto& [name, count] : result.tables) {
    table.rows.push_back({name, count});
    rows += count;
  }
  std::vector<Field> fields{{"records", "RECORDS", demo.count},
                            {"seed", "SEED", demo.seed},
                            {"until", "UNTIL", to_rfc3339(demo.until)},
                            {"rows", "ROWS", rows}};
  if (result.strategy != seed::Strategy::automatic)
    fields.push_back({"strategy", "STRATEGY", std::string{seed::strategy_name(result.strategy)}});
  if (!outcome.replayed) {
    const auto ms = std::max<std::int64_t>(1, took.count());
    fields.push_back(
        {"milliseconds", "TOOK", Cell{ms, fmt::format("{:.1f} s", static_cast<double>(ms) / 1000)}});
    fields.push_back({"rowsPerSecond", "ROWS/S", rows * 1000 / static_cast<std::size_t>(ms)});
  }
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  Report report;
  report.fields("demo", "", std::move(fields));
  report.table("tables", "Rows per table", std::move(table));
  for (const auto& line : result.notes) report.note(line);
  if (result.rebuilt > 0)
    report.note(count_of(result.rebuilt, "key or index was", "keys and indexes were") +
                " built after the rows, as they were before");
  note_outcome(report, outcome, true);
  if (!demo.append) {
    report.note(fmt::format("the same rows again: admctl seed demo --{} {} --seed {} --until {}{}{}", plural,
                            demo.count, demo.seed, to_rfc3339(demo.until),
                            demo.locales.empty() ? "" : " --locale ", join(demo.locales, ",")));
  }
  if (!outcome.dry_run && plural != "count") report.suggest("admctl inspect " + plural);
  return report;
}

}  // namespace admctl::commands
