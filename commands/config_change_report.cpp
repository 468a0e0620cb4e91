#include "commands/config_report.hpp"

#include "commands/config_cells.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::commands {
namespace {

void note_effects(Report& report, const config::Setting& setting) {
  if (!setting.takes_effect.empty()) report.note("takes effect: " + setting.takes_effect);
  if (!setting.shadowed_by.empty())
    report.note("warning: the application may not see this value: " + setting.shadowed_by);
}

// True when there is nothing more to say of a write that changed nothing, or was not made now.
bool note_outcome(Report& report, const ops::Outcome& outcome) {
  if (outcome.replayed) report.note("this --key was applied before, at " + outcome.operation.finished_at);
  return outcome.replayed;
}

void suggest_undo(Report& report, const ops::Outcome& outcome) {
  if (outcome.dry_run)
    report.note("dry run: rolled back, nothing was written");
  else if (outcome.operation.summary.at(ops::masked_member).is_null())
    report.suggest("admctl op undo " + outcome.operation.id);
}

}  // namespace

Report config_changed(const config::Setting* setting, const config::ChangeResult& result) {
  const auto& outcome = result.outcome;
  const bool unchanged = result.changes.empty();
  const auto& change = unchanged ? result.unchanged.front() : result.changes.front();
  const bool changed = !unchanged && !outcome.dry_run && !outcome.replayed;
  std::vector<Field> fields{{"key", "KEY", change.key},
                            {"old", "OLD", value_cell(change.before)},
                            {"new", "NEW", value_cell(change.after)},
                            {"changed", "CHANGED", changed}};
  if (!change.revision.empty()) fields.push_back({"revision", "REVISION", change.revision});
  if (!outcome.dry_run && !outcome.operation.id.empty())
    fields.push_back({"operation", "OPERATION", outcome.operation.id});
  Report report;
  report.fields("setting", "", std::move(fields));
  if (unchanged && !change.after) return report.note("it is not set: nothing was written");
  if (unchanged) return report.note("it has this value already: nothing was written");
  if (note_outcome(report, outcome)) return report;
  if (setting) note_effects(report, *setting);
  suggest_undo(report, outcome);
  return report;
}

Report config_changes(const config::Schema& schema, const config::ChangeResult& result) {
  const auto& outcome = result.outcome;
  Table table{{{"key", "KEY"}, {"old", "OLD"}, {"new", "NEW"}, {"revision", "REVISION"}}, {}, {}};
  for (const auto& change : result.changes) {
    table.rows.push_back({Cell{change.key}, value_cell(change.before), value_cell(change.after),
                          change.revision.empty() ? Cell{Value{}} : Cell{change.revision}});
  }
  Report report;
  report.fields("configuration", "",
                {{"changed", "CHANGED", outcome.dry_run || outcome.replayed ? 0U : result.changes.size()},
                 {"unchanged", "UNCHANGED", result.unchanged.size()},
                 {"operation", "OPERATION",
                  outcome.dry_run || outcome.operation.id.empty() ? Value{} : Value{outcome.operation.id}}});
  if (result.changes.empty()) return report.note("everything is as it should be: nothing was written");
  report.table("changes", "Changes", std::move(table));
  if (note_outcome(report, outcome)) return report;
  for (const auto& change : result.changes) {
    const auto* setting = schema.find(change.key);
    if (setting && !setting->shadowed_by.empty())
      report.note("warning: the application may not see " + change.key + ": " + setting->shadowed_by);
  }
  suggest_undo(report, outcome);
  return report;
}

Report config_version_changed(const config::VersionResult& result, std::string_view key) {
  const auto& outcome = result.outcome;
  const bool nothing = outcome.changes.empty();
  const bool changed = !nothing && !outcome.dry_run && !outcome.replayed;
  Report report;
  std::vector<Field> fields{
      {"key", "KEY", key}, {"version", "VERSION", result.version}, {"changed", "CHANGED", changed}};
  if (!outcome.replayed) {
    fields.push_back({"activeBefore", "ACTIVE BEFORE", Cell{result.before}});
    fields.push_back({"active", "ACTIVE", Cell{result.after}});
  }
  if (!outcome.dry_run && !outcome.operation.id.empty())
    fields.push_back({"operation", "OPERATION", outcome.operation.id});
  report.fields("document", "", std::move(fields));
  if (nothing) return report.note("it is so already: nothing was written");
  if (note_outcome(report, outcome)) return report;
  suggest_undo(report, outcome);
  return report;
}

void say_changes(Context& context, const std::vector<config::KeyChange>& changes) {
  constexpr std::size_t widest = 200;
  const auto side = [](const std::optional<Value>& value) {
    return value ? clip(visible(to_json(*value)), widest) : std::string{"(not set)"};
  };
  for (const auto& change : changes)
    context.talk().say("  " + change.key + ": " + side(change.before) + " -> " + side(change.after));
}

}  // namespace admctl::commands
