#include "commands/doctor_report.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

using health::Severity;

Row row_of(std::string_view check, const health::Finding& finding) {
  return {Cell::state(std::string{health::severity_name(finding.severity)}),
          check,
          finding.rule ? Value{finding.rule->id} : Value{},
          finding.what,
          Cell{Value{finding.evidence}},
          finding.remedy.empty() ? Value{} : Value{finding.remedy}};
}

bool asks_for_more(const health::Finding& finding) { return finding.severity > Severity::info; }

std::string counts_text(std::map<Severity, std::size_t>& counts, std::size_t checks) {
  std::string out = count_of(checks, "check");
  const auto add = [&](Severity severity, std::string_view noun, std::string_view plural) {
    if (counts[severity] > 0) out += ", " + count_of(counts[severity], noun, plural);
  };
  add(Severity::error, "error", {});
  add(Severity::warning, "warning", {});
  add(Severity::unknown, "part could not be checked", "parts could not be checked");
  if (counts[Severity::error] + counts[Severity::warning] + counts[Severity::unknown] == 0)
    out += ": all is well";
  return out;
}

Exit exit_of(const std::vector<health::Examined>& examined, bool troubled) {
  auto exit = troubled ? Exit::differences : Exit::ok;
  for (const auto& each : examined) {
    // Not knowing is no answer. What a second try may tell is less than what it will not.
    if (!each.failure || exit == Exit::no_access) continue;
    exit = each.failure->retryable() ? Exit::try_again : Exit::no_access;
  }
  return exit;
}

}  // namespace

Report doctor_report(const std::vector<health::Examined>& examined) {
  Table table{.columns = {{"severity", "SEVERITY"},
                          {"check", "CHECK"},
                          {"id", "ID"},
                          {"what", "WHAT", false, false, true},
                          {"evidence", "EVIDENCE", false, true},
                          {"remedy", "REMEDY", false, true}}};
  std::map<Severity, std::size_t> counts;
  std::string trees;
  Report report;
  for (const auto& each : examined) {
    for (const auto& finding : each.findings) {
      ++counts[finding.severity];
      table.rows.push_back(row_of(each.check, finding));
      trees += finding.evidence.find("tree") ? finding.evidence.find("tree")->string_or("") : "";
      const bool is_new = std::ranges::find(report.next, finding.remedy) == report.next.end();
      if (asks_for_more(finding) && !finding.remedy.empty() && is_new) report.suggest(finding.remedy);
    }
  }
  report.table("findings", "", std::move(table));
  if (!trees.empty()) report.text("lockQueue", "Who waits for whom", trees);
  report.note(counts_text(counts, examined.size()));
  const auto troubled = counts[Severity::error] + counts[Severity::warning] > 0;
  if (troubled) report.note("'admctl explain ID' says why it matters; -o wide shows evidence and every remedy");
  report.exit = exit_of(examined, troubled);
  return report;
}

}  // namespace admctl::commands
