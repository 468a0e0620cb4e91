#include "commands/recover_report.hpp"

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string shown(const Cell& cell) {
  if (cell.display) return *cell.display;
  return cell.value.is_null() ? "-" : cell.value.as_string() ? *cell.value.as_string() : to_json(cell.value);
}

std::vector<std::string> input_names(const lifecycle::RecipeOffer& offer) {
  std::vector<std::string> names;
  for (const auto* input : offer.inputs) names.push_back(input->name);
  return names;
}

std::string command_of(const std::string& record, const lifecycle::RecipeOffer& offer) {
  auto command = fmt::format("admctl recover {} {}", record, offer.recipe->name);
  for (const auto& name : input_names(offer)) command += fmt::format(" --set {}=...", name);
  return command + " --dry-run";
}

std::vector<ops::Change> without_trail(std::vector<ops::Change> changes) {
  std::erase_if(changes, [](const ops::Change& change) { return change.trail; });
  return changes;
}

Table steps_table(const lifecycle::RecoverResult& result) {
  Table table{.columns = {{"step", "STEP"}, {"what", "WHAT"}, {"taken", "TAKEN"}, {"rows", "ROWS"}}};
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    const auto& step = result.steps[i];
    table.rows.push_back({i + 1, step.what, !step.left_out, step.rows});
  }
  return table;
}

Table problems_table(const lifecycle::RecoverResult& result) {
  Table table{.columns = {{"invariant", "INVARIANT"},
                          {"title", "TITLE", false, false, true},
                          {"mended", "MENDED"},
                          {"row", "ROW"},
                          {"what", "WHAT"}}};
  for (const auto* violations : {&result.mended, &result.remaining}) {
    for (const auto& each : *violations) {
      table.rows.push_back({each.invariant->id, each.invariant->title, violations == &result.mended,
                            each.table + " " + each.key, each.what});
    }
  }
  return table;
}

}  // namespace

Report offers_report(const lifecycle::RecipeOffers& offers, bool all) {
  Table table{.columns = {{"recipe", "RECIPE"},
                          {"title", "TITLE", false, false, true},
                          {"applies", "APPLIES"},
                          {"inputs", "INPUTS"}}};
  if (all) table.columns.push_back({"condition", "CONDITION"});
  std::vector<std::string> next;
  for (const auto& offer : offers.offers) {
    if (!offer.applies && !all) continue;
    if (offer.applies) next.push_back(command_of(offers.record, offer));
    const auto names = input_names(offer);
    Row row{offer.recipe->name, offer.recipe->title, offer.applies,
            Cell{Value{to_array(names)}, join(names, ", ")}};
    if (all) row.push_back(offer.recipe->sentence);
    table.rows.push_back(std::move(row));
  }
  auto report = Report::list(std::move(table));
  if (next.empty()) report.note(fmt::format("no recipe applies to {} in {}", offers.record, offers.state));
  if (next.empty() && !all) report.suggest(fmt::format("admctl recover {} --all", offers.record));
  for (auto& command : next) report.suggest(std::move(command));
  return report;
}

std::size_t written_rows(const lifecycle::RecoverResult& plan) {
  std::size_t rows = 0;
  for (const auto& step : plan.steps) rows += step.rows;
  return rows;
}

std::vector<std::string> plan_lines(const platform::Pack& pack, const lifecycle::RecoverOrder& order,
                                    const lifecycle::RecoverResult& plan) {
  std::vector<std::string> lines{
      fmt::format("{} ({}) for {}:", order.recipe->name, order.recipe->title, plan.record)};
  for (const auto& step : plan.steps) {
    if (!step.left_out) lines.push_back(fmt::format("  {} ({})", step.what, count_of(step.rows, "row")));
  }
  lines.push_back("what changes:");
  for (const auto& row : changes_table(pack, without_trail(plan.outcome.changes)).rows) {
    const auto column = shown(row[3]);
    const auto place = column == "-" ? shown(row[0]) : shown(row[0]) + "." + column;
    lines.push_back(fmt::format("  {} {}: {} => {}", shown(row[2]), place, shown(row[4]), shown(row[5])));
  }
  for (const auto& what : plan.overridden) lines.push_back("overridden: " + what);
  if (!order.recipe->facts.empty()) lines.push_back("what you vouch for:");
  for (const auto& fact : order.recipe->facts) lines.push_back("  " + fact);
  if (!order.recipe->effects.empty()) lines.push_back("what is left to do outside the database:");
  for (const auto& effect : order.recipe->effects) lines.push_back("  " + effect);
  return lines;
}

Report recover_report(const platform::Pack& pack, const lifecycle::RecoverOrder& order,
                      const lifecycle::RecoverResult& result) {
  const auto& outcome = result.outcome;
  Report report;
  std::vector<Field> fields{{"record", "RECORD", result.record},
                            {"recipe", "RECIPE", order.recipe->name},
                            {"title", "TITLE", order.recipe->title},
                            {"from", "FROM", Cell::state(result.from)},
                            {"to", "TO", Cell::state(result.to)},
                            {"changed", "CHANGED", !outcome.dry_run},
                            {"forced", "FORCED", !result.overridden.empty()}};
  if (!outcome.dry_run) fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("recover", "", std::move(fields));
  report.table("steps", "Steps", steps_table(result));
  report.table("changes", "Changes", changes_table(pack, outcome.changes));
  if (!result.mended.empty() || !result.remaining.empty())
    report.table("problems", "Problems", problems_table(result));
  for (const auto& what : result.overridden) report.note("overridden: " + what);
  for (const auto& fact : order.recipe->facts) report.note("you vouch for: " + fact);
  for (const auto& effect : order.recipe->effects)
    report.note("outside the database, not done by admctl: " + effect);
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  return report.suggest("admctl inspect " + result.record).suggest("admctl op undo " + outcome.operation.id);
}

Report replayed_report(const platform::Pack& pack, const ops::Outcome& outcome) {
  const auto& summary = outcome.operation.summary;
  Report report;
  report.fields("recover", "",
                {{"record", "RECORD", Cell{summary.at("subject")}},
                 {"recipe", "RECIPE", Cell{summary.at("recipe")}},
                 {"from", "FROM", Cell::state(summary.at("from").string_or(""))},
                 {"to", "TO", Cell::state(summary.at("to").string_or(""))},
                 {"changed", "CHANGED", false},
                 {"forced", "FORCED", outcome.operation.forced},
                 {"operation", "OPERATION", outcome.operation.id}});
  report.table("changes", "Changes", changes_table(pack, outcome.changes));
  return report.note(
      fmt::format("this --key was applied before, at {}: nothing was done now", outcome.operation.finished_at));
}

}  // namespace admctl::commands
