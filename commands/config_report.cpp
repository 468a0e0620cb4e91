#include "commands/config_report.hpp"

#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::commands {
namespace {

std::string value_text(const Value& value) { return value.as_string() ? *value.as_string() : to_json(value); }

// Structured values are shown as JSON; what machines get stays the value itself.
Cell shown(const Value& value) { return value.is_null() ? Cell{value} : Cell{value, value_text(value)}; }
Cell shown(const std::optional<Value>& value) { return value ? shown(*value) : Cell{Value{}, "(not set)"}; }

Cell updated(const config::Listed& listed) {
  return Cell::time(listed.entry && listed.entry->updated ? parse_time(*listed.entry->updated) : std::nullopt);
}

std::string revision(const config::Listed& listed) {
  return listed.entry ? listed.entry->revision : std::string{config::no_revision};
}

Value remark(const config::Listed& listed) {
  if (!listed.setting) return "unknown key";
  if (!listed.entry) return "not set";
  return {};
}

Value unit(const config::Listed& listed) {
  return listed.setting && !listed.setting->unit.empty() ? Value{listed.setting->unit} : Value{};
}

}  // namespace

Report config_list(const std::vector<config::Listed>& settings) {
  Table table{{{"key", "KEY"},
               {"value", "VALUE"},
               {"unit", "UNIT"},
               {"default", "DEFAULT"},
               {"differs", "DIFFERS"},
               {"remark", "REMARK"},
               {"updated", "UPDATED"},
               {"revision", "REVISION"}},
              {},
              {}};
  for (const auto& listed : settings) {
    table.rows.push_back({Cell{listed.key}, shown(listed.value), Cell{unit(listed)}, shown(listed.fallback),
                          Cell{listed.differs}, Cell{remark(listed)}, updated(listed), Cell{revision(listed)}});
  }
  return Report::list(std::move(table));
}

Report config_raw_value(const config::Listed& listed) {
  if (listed.secret) {
    throw Error{code::config_secret,
                listed.key + " is a secret: its value is not printed",
                {},
                "read it where the application reads it"};
  }
  if (listed.value.is_null() && !listed.entry) {
    throw Error{code::config_unknown_key, listed.key + " has neither a value nor a default"};
  }
  Report report;
  report.raw = value_text(listed.value) + "\n";
  return report;
}

Report config_page(const config::Listed& listed) {
  const auto* setting = listed.setting;
  Report report;
  report.fields("setting", "",
                {{"key", "KEY", listed.key},
                 {"value", "VALUE", shown(listed.value)},
                 {"unit", "UNIT", unit(listed)},
                 {"default", "DEFAULT", shown(listed.fallback)},
                 {"differs", "DIFFERS", listed.differs},
                 {"allowed", "ALLOWED", setting ? Value{setting->allowed} : Value{}},
                 {"title", "TITLE", setting ? Value{setting->title} : Value{}},
                 {"description", "DESCRIPTION", setting ? Value{setting->description} : Value{}},
                 {"takesEffect", "TAKES EFFECT", setting ? Value{setting->takes_effect} : Value{}},
                 {"updated", "UPDATED", updated(listed)},
                 {"revision", "REVISION", revision(listed)}});
  if (!setting)
    report.note("the platform's schema does not know this key");
  else if (!listed.entry)
    report.note("not set: the default applies");
  return report;
}

Report config_changed(const config::Setting& setting, const config::SetResult& result) {
  const auto& outcome = result.outcome;
  const bool changed = !result.unchanged && !outcome.dry_run && !outcome.replayed;
  std::vector<Field> fields{{"key", "KEY", setting.key},
                            {"old", "OLD", shown(result.before)},
                            {"new", "NEW", shown(result.after)},
                            {"changed", "CHANGED", changed}};
  if (!result.revision.empty()) fields.push_back({"revision", "REVISION", result.revision});
  if (!outcome.dry_run && !outcome.operation.id.empty())
    fields.push_back({"operation", "OPERATION", outcome.operation.id});
  Report report;
  report.fields("setting", "", std::move(fields));
  if (result.unchanged) return report.note("it has this value already: nothing was written");
  if (outcome.replayed)
    return report.note("this --key was applied before, at " + outcome.operation.finished_at);
  if (!setting.takes_effect.empty()) report.note("takes effect: " + setting.takes_effect);
  if (outcome.dry_run) return report.note("dry run: rolled back, nothing was written");
  return report.suggest("admctl op undo " + outcome.operation.id);
}

Report config_edits(const std::vector<config::Edit>& edits) {
  Table table{{{"time", "TIME"},
               {"actor", "ACTOR"},
               {"action", "ACTION"},
               {"old", "OLD"},
               {"new", "NEW"},
               {"reason", "REASON"},
               {"operation", "OPERATION"}},
              {},
              {}};
  for (const auto& edit : edits) {
    table.rows.push_back({Cell::time(parse_time(edit.time)), Cell{edit.actor}, Cell{edit.action},
                          shown(edit.before), shown(edit.after), Cell{edit.reason}, Cell{edit.operation}});
  }
  auto report = Report::list(std::move(table));
  if (edits.empty()) report.note("neither admctl nor the platform has recorded a change of this key");
  return report;
}

}  // namespace admctl::commands
