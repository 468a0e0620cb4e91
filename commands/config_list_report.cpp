#include "commands/config_report.hpp"

#include "commands/config_cells.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {

Report config_edits(const std::vector<config::Edit>& edits) {
  Table table{{{"time", "TIME"},
               {"actor", "ACTOR"},
               {"action", "ACTION"},
               {"old", "OLD"},
               {"new", "NEW"},
               {"reason", "REASON"},
               {"operation", "OPERATION"},
               {"revision", "REVISION", false, true}},
              {},
              {}};
  for (const auto& edit : edits) {
    table.rows.push_back({Cell::time(parse_time(edit.time)), Cell{edit.actor}, Cell{edit.action},
                          value_cell(edit.before), value_cell(edit.after), Cell{edit.reason},
                          Cell{edit.operation},
                          edit.revision_after.empty() ? Cell{Value{}} : Cell{edit.revision_after}});
  }
  auto report = Report::list(std::move(table));
  if (edits.empty()) report.note("neither admctl nor the platform has recorded a change of this key");
  return report;
}

Report config_differences(const std::vector<config::Difference>& differences, std::string_view left,
                          std::string_view right) {
  Table table{{{"key", "KEY"}, {"left", "LEFT"}, {"right", "RIGHT"}}, {}, {}};
  for (const auto& difference : differences)
    table.rows.push_back({Cell{difference.key}, value_cell(difference.left), value_cell(difference.right)});
  auto report = Report::list(std::move(table));
  report.note("left: " + std::string{left} + "; right: " + std::string{right});
  if (differences.empty()) return report.note("no difference");
  report.exit = Exit::differences;
  return report;
}

Report config_findings(const std::vector<config::Finding>& findings, std::size_t keys) {
  Table table{{{"key", "KEY"}, {"problem", "PROBLEM", false, false, true}, {"hint", "WHAT TO DO"}}, {}, {}};
  for (const auto& finding : findings)
    table.rows.push_back({Cell{finding.key}, Cell{finding.problem}, Cell{finding.hint}});
  auto report = Report::list(std::move(table));
  if (findings.empty()) return report.note(count_of(keys, "key") + " checked: all is as the schema says");
  report.exit = Exit::differences;
  return report.note(count_of(findings.size(), "problem") + " found");
}

Report config_versions(const std::vector<config::Version>& versions) {
  Table table{{{"version", "VERSION"},
               {"title", "TITLE"},
               {"active", "ACTIVE"},
               {"deprecated", "DEPRECATED"},
               {"records", "RECORDS", true},
               {"updated", "UPDATED"}},
              {},
              {}};
  for (const auto& version : versions) {
    table.rows.push_back({Cell{version.version}, Cell{version.title}, Cell{version.active},
                          Cell::time(version.deprecated ? parse_time(*version.deprecated) : std::nullopt),
                          Cell{version.records},
                          Cell::time(version.updated ? parse_time(*version.updated) : std::nullopt)});
  }
  auto report = Report::list(std::move(table));
  if (versions.empty()) report.note("there is no version yet");
  return report;
}

}  // namespace admctl::commands
