#include "commands/category_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/seed_report.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string shown(const Value& value) {
  if (value.is_null()) return "-";
  return value.as_string() ? *value.as_string() : to_json(value);
}

using Action = seed::CategoryChange::Action;

std::string_view word_of(const seed::CategoryChange& change) {
  if (change.action == Action::add) return "add";
  if (change.action == Action::remove) return "remove";
  return change.was ? "rename" : "change";
}

// "name: Coins -> Cryptocurrency"; of new and removed categories the values alone.
std::string line_of(const seed::CategoryChange& change) {
  std::vector<std::string> parts;
  for (const auto& [column, before, after] : change.columns) {
    const auto& only = change.action == Action::add ? after : before;
    parts.push_back(change.action == Action::change
                        ? fmt::format("{}: {} -> {}", column, shown(before), shown(after))
                        : fmt::format("{}: {}", column, shown(only)));
  }
  if (change.references > 0) parts.push_back(count_of(change.references, "reference") + " rewritten");
  return join(parts, "; ");
}

// {column: {before, after}} for machines.
Cell changes_cell(const seed::CategoryChange& change) {
  Object columns;
  for (const auto& [column, before, after] : change.columns) {
    Object images;
    if (change.action != Action::add) images["before"] = before;
    if (change.action != Action::remove) images["after"] = after;
    columns[column] = std::move(images);
  }
  return {std::move(columns), line_of(change)};
}

std::size_t count(const seed::CategoryPlan& plan, Action action) {
  return static_cast<std::size_t>(std::ranges::count(plan.changes, action, &seed::CategoryChange::action));
}

void note_plan(Report& report, const seed::CategoryPlan& plan, bool several) {
  const auto added = count(plan, Action::add);
  const auto removed = count(plan, Action::remove);
  const auto changed = plan.changes.size() - added - removed;
  report.note(fmt::format("{}{} to add, {} to change, {}{} as they should be", several ? plan.name + ": " : "",
                          added, changed, removed > 0 ? fmt::format("{} to remove, ", removed) : "",
                          plan.unchanged));
  if (plan.unlisted.empty()) return;
  constexpr std::size_t most = 10;
  const std::vector<std::string> first{
      plan.unlisted.begin(),
      plan.unlisted.begin() + static_cast<std::ptrdiff_t>(std::min(most, plan.unlisted.size()))};
  report.note(
      fmt::format("{}not in the file, left alone: {}{}", several ? plan.name + ": " : "", join(first, ", "),
                  plan.unlisted.size() > most ? fmt::format(" and {} more", plan.unlisted.size() - most) : ""));
}

}  // namespace

std::vector<std::string> category_lines(const seed::CategoryResult& result) {
  std::vector<std::string> lines;
  for (const auto& plan : result.plans) {
    for (const auto& change : plan.changes)
      lines.push_back(fmt::format("{} {}{}  {}", word_of(change), change.was ? *change.was + " -> " : "",
                                  change.slug, line_of(change)));
  }
  return lines;
}

Report categories_report(const seed::CategoryResult& result) {
  const bool several = result.plans.size() > 1;
  Table table{.columns = {{"categories", "CATEGORIES", false, !several},
                          {"action", "ACTION"},
                          {"slug", "NAME"},
                          {"was", "WAS", false, true},
                          {"changes", "CHANGES", false, false, true},
                          {"references", "REFERENCES", true, true}}};
  for (const auto& plan : result.plans) {
    for (const auto& change : plan.changes) {
      const Cell name =
          change.was ? Cell{Value{change.slug}, *change.was + " -> " + change.slug} : Cell{change.slug};
      table.rows.push_back(
          {plan.name, word_of(change), name, Value{change.was}, changes_cell(change), change.references});
    }
  }
  auto report = Report::list(std::move(table));
  if (!result.outcome.replayed) {
    for (const auto& plan : result.plans) note_plan(report, plan, several);
  }
  note_outcome(report, result.outcome, result.changes() > 0);
  return report;
}

}  // namespace admctl::commands
