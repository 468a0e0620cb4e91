#include "commands/lint_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

using migrate::LintFinding;
using migrate::LintSeverity;

std::size_t count(std::span<const LintFinding> findings, LintSeverity severity) {
  return static_cast<std::size_t>(std::ranges::count_if(
      findings, [&](const LintFinding& each) { return each.rule->severity == severity && !each.allowed; }));
}

// A finding as data, in the order of the table's columns.
Row row_of(const LintFinding& finding) {
  const auto place = fmt::format("{}:{}:{}", finding.migration, finding.at.line, finding.at.column);
  return {Cell{finding.rule->id},
          Cell::state(std::string{severity_name(finding.rule->severity)}),
          place,
          finding.what,
          finding.path,
          finding.at.line,
          finding.at.column,
          finding.rule->name,
          finding.statement,
          finding.rule->rewrite,
          finding.allowed ? Value{*finding.allowed} : Value{}};
}

std::vector<Column> columns() {
  return {{"rule", "RULE"},
          {"severity", "SEVERITY"},
          {"place", "PLACE", false, false, true},
          {"what", "WHAT", false, false, true},
          {"path", "PATH", false, true},
          {"line", "LINE", true, true},
          {"column", "COLUMN", true, true},
          {"name", "NAME", false, true},
          {"statement", "STATEMENT", false, true},
          {"rewrite", "REWRITE", false, true},
          {"allowed", "ALLOWED", false, true}};
}

// Workflow commands end at a newline, and their properties at a comma or colon.
std::string github_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string github_line(const LintFinding& finding) {
  const auto severity = finding.rule->severity;
  return fmt::format("::{} file={},line={},col={},title={}::{}\n",
                     severity == LintSeverity::info ? "notice" : severity_name(severity),
                     github_text(finding.path, true), finding.at.line, finding.at.column,
                     github_text(fmt::format("{} {}", finding.rule->id, finding.rule->name), true),
                     github_text(finding.what, false));
}

std::string gcc_line(const LintFinding& finding) {
  const auto severity = finding.rule->severity;
  return fmt::format("{}:{}:{}: {}: {} [{} {}]\n", finding.path, finding.at.line, finding.at.column,
                     severity == LintSeverity::info ? "note" : severity_name(severity), finding.what,
                     finding.rule->id, finding.rule->name);
}

std::string json_text(const Table& table) {
  Array rows;
  for (const auto& row : table.rows) {
    Object out;
    for (std::size_t i = 0; i < row.size(); ++i) out[table.columns[i].key] = row[i].value;
    rows.push_back(std::move(out));
  }
  return to_json(Object{{"schemaVersion", 1}, {"rows", std::move(rows)}}) + "\n";
}

}  // namespace

std::string describe_findings(std::span<const LintFinding> findings) {
  std::vector<std::string> parts;
  if (const auto n = count(findings, LintSeverity::error)) parts.push_back(count_of(n, "error"));
  if (const auto n = count(findings, LintSeverity::warning)) parts.push_back(count_of(n, "warning"));
  if (const auto n = count(findings, LintSeverity::info)) parts.push_back(fmt::format("{} for information", n));
  return parts.empty() ? "no finding" : join(parts, ", ");
}

Report lint_report(std::span<const LintFinding> findings, std::size_t files, const LintShown& shown) {
  Table table{columns()};
  std::string raw;
  const LintFinding* first = nullptr;
  std::size_t allowed = 0;
  for (const auto& finding : findings) {
    allowed += finding.allowed ? 1 : 0;
    if (finding.allowed && !shown.allowed) continue;
    table.rows.push_back(row_of(finding));
    if (shown.format == "github") raw += github_line(finding);
    if (shown.format == "gcc") raw += gcc_line(finding);
    if (!finding.allowed && (!first || finding.rule->severity < first->rule->severity)) first = &finding;
  }
  if (shown.format == "json") raw = json_text(table);
  auto report = Report::list(std::move(table));
  if (shown.format != "table") report.raw = std::move(raw);
  report.note(fmt::format("{} in {}{}", describe_findings(findings), count_of(files, "migration"),
                          allowed ? fmt::format("; {} allowed with a reason", allowed) : ""));
  if (first) report.suggest(fmt::format("admctl explain {}", first->rule->id));
  const bool stops = count(findings, LintSeverity::error) + count(findings, LintSeverity::warning) > 0;
  report.exit = stops ? Exit::differences : Exit::ok;
  return report;
}

Report lint_rule_list() {
  Table table{{{"rule", "RULE"},
               {"name", "NAME"},
               {"severity", "SEVERITY"},
               {"summary", "SUMMARY", false, false, true},
               {"why", "WHY", false, true},
               {"rewrite", "REWRITE", false, true}}};
  for (const auto* rule : migrate::lint_rules()) {
    table.rows.push_back({rule->id, rule->name, Cell::state(std::string{severity_name(rule->severity)}),
                          rule->summary, rule->why, rule->rewrite});
  }
  return Report::list(std::move(table));
}

}  // namespace admctl::commands
