#include "commands/check_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string_view severity_name(const platform::Invariant& invariant) {
  return invariant.severity == platform::Severity::error ? "error" : "warning";
}

Cell samples_cell(const std::vector<ops::Violation>& samples, std::size_t count) {
  Array all;
  std::vector<std::string> records;
  for (const auto& sample : samples) {
    all.push_back(Object{{"record", sample.record},
                         {"table", sample.table},
                         {"key", sample.key},
                         {"what", sample.what},
                         {"remedy", ops::remedy_of(sample)}});
    if (std::ranges::find(records, sample.record) == records.end()) records.push_back(sample.record);
  }
  auto shown = join(records, ", ");
  if (count > samples.size() && !samples.empty()) shown += ", ...";
  return {std::move(all), std::move(shown)};
}

Row row_of(const ops::CheckOutcome& outcome) {
  const auto& invariant = *outcome.invariant;
  const auto& result = outcome.result;
  Row row{invariant.id, severity_name(invariant), invariant.title};
  if (outcome.failure) {
    row.insert(row.end(), {Cell{"could not check"}, Cell{Value{}}, Cell{Array{}, ""}, Cell{Value{}}});
    return row;
  }
  row.emplace_back(result.count > 0 ? "violated" : "holds");
  row.emplace_back(result.count);
  row.push_back(samples_cell(result.samples, result.count));
  row.emplace_back(result.samples.empty() ? Value{} : Value{ops::remedy_of(result.samples.front())});
  return row;
}

}  // namespace

Report database_check_report(const std::vector<ops::CheckOutcome>& outcomes) {
  Table table{.columns = {{"id", "ID"},
                          {"severity", "SEVERITY"},
                          {"title", "TITLE", false, false, true},
                          {"state", "STATE"},
                          {"violations", "VIOLATIONS", true},
                          {"samples", "RECORDS"},
                          {"remedy", "REMEDY"}}};
  std::size_t violated = 0;
  const ops::Violation* first = nullptr;
  std::vector<std::string> notes;
  for (const auto& outcome : outcomes) {
    table.rows.push_back(row_of(outcome));
    if (outcome.failure) {
      notes.push_back(fmt::format("could not check {}: {} ({})", outcome.invariant->id,
                                  outcome.failure->message(), code_name(outcome.failure->code())));
    } else if (outcome.result.count > 0) {
      ++violated;
      notes.push_back(outcome.invariant->id + ": " + outcome.invariant->sentence);
      if (!first && !outcome.result.samples.empty()) first = &outcome.result.samples.front();
    }
  }
  const auto failed =
      static_cast<std::size_t>(std::ranges::count_if(outcomes, [](const auto& o) { return !!o.failure; }));
  auto report = Report::list(std::move(table));
  report.notes = std::move(notes);
  report.note(
      fmt::format("{} checked, {} violated", count_of(outcomes.size() - failed, "invariant"), violated));
  if (first && !first->record_kind.empty()) report.suggest("admctl check " + first->record);
  // Not knowing is no answer, with or without --exit-code.
  report.exit = failed > 0 ? Exit::try_again : violated > 0 ? Exit::differences : Exit::ok;
  if (failed > 0) report.note("what could not be checked may need a longer --timeout");
  return report;
}

Report record_check_report(const std::vector<ops::Violation>& violations, const std::string& record) {
  Table table{.columns = {{"id", "ID"},
                          {"severity", "SEVERITY"},
                          {"title", "TITLE"},
                          {"record", "RECORD"},
                          {"table", "TABLE", false, true},
                          {"key", "KEY", false, true},
                          {"what", "WHAT", false, false, true},
                          {"remedy", "REMEDY"}}};
  for (const auto& found : violations) {
    const auto& invariant = *found.invariant;
    table.rows.push_back({invariant.id, severity_name(invariant), invariant.title, found.record, found.table,
                          found.key, found.what, ops::remedy_of(found)});
  }
  auto report = Report::list(std::move(table));
  report.note(violations.empty() ? "no problem" : count_of(violations.size(), "problem"));
  if (!violations.empty()) report.suggest("admctl inspect " + record);
  report.exit = violations.empty() ? Exit::ok : Exit::differences;
  return report;
}

}  // namespace admctl::commands
