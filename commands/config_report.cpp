#include "commands/config_report.hpp"

#include "commands/config_cells.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::commands {
namespace {

Cell updated(const config::Listed& listed) {
  return Cell::time(listed.entry && listed.entry->updated ? parse_time(*listed.entry->updated) : std::nullopt);
}

std::string revision(const config::Listed& listed) {
  return listed.entry ? listed.entry->revision : std::string{config::no_revision};
}

Value remark(const config::Listed& listed) {
  if (!listed.setting) return "unknown key";
  if (!listed.entry) return "not set";
  if (listed.entry->version) return "version " + *listed.entry->version;
  if (!listed.setting->shadowed_by.empty()) return "shadowed";
  return {};
}

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value{text}; }

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
               {"revision", "REVISION"},
               {"changedBy", "CHANGED BY"}},
              {},
              {}};
  for (const auto& listed : settings) {
    table.rows.push_back({Cell{listed.key}, value_cell(listed.value), Cell{unit(listed)},
                          value_cell(listed.fallback), Cell{listed.differs}, Cell{remark(listed)},
                          updated(listed), Cell{revision(listed)}, Cell{listed.changed_by}});
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
                 {"value", "VALUE", value_cell(listed.value)},
                 {"unit", "UNIT", unit(listed)},
                 {"default", "DEFAULT", value_cell(listed.fallback)},
                 {"differs", "DIFFERS", listed.differs},
                 {"allowed", "ALLOWED", setting ? Value{setting->allowed} : Value{}},
                 {"title", "TITLE", setting ? Value{setting->title} : Value{}},
                 {"description", "DESCRIPTION", setting ? Value{setting->description} : Value{}},
                 {"takesEffect", "TAKES EFFECT", setting ? Value{setting->takes_effect} : Value{}},
                 {"updated", "UPDATED", updated(listed)},
                 {"changedBy", "CHANGED BY", Cell{listed.changed_by}},
                 {"revision", "REVISION", revision(listed)}});
  if (setting && !setting->shadowed_by.empty()) report.note("shadowed: " + setting->shadowed_by);
  if (listed.entry && listed.entry->version) report.note("version " + *listed.entry->version + " is active");
  if (!setting)
    report.note("the platform's schema does not know this key");
  else if (!listed.entry)
    report.note("not set: the default applies");
  return report;
}

Report config_description(const config::Setting& setting, const config::Schema& schema,
                          std::string_view store) {
  const auto& declared = setting.schema;
  const bool hides = setting.secret;
  std::vector<std::string> rules;
  for (const auto& rule : schema.rules()) {
    if (rule.mentions(setting.key)) rules.push_back(rule.text);
  }
  const auto range = [&](const char* least, const char* most) -> Value {
    if (declared.at(least).is_null() && declared.at(most).is_null()) return {};
    return to_json(declared.at(least)) + " .. " + to_json(declared.at(most));
  };
  Report report;
  return report.fields(
      "setting", "",
      {{"key", "KEY", setting.key},
       {"title", "TITLE", text_or_null(setting.title)},
       {"description", "DESCRIPTION", text_or_null(setting.description)},
       {"type", "TYPE", Cell{declared.at("type")}},
       {"allowed", "ALLOWED", setting.allowed},
       {"range", "RANGE", Cell{range("minimum", "maximum")}},
       {"choices", "CHOICES", value_cell(declared.at("enum"))},
       {"format", "FORMAT", Cell{declared.at("format")}},
       {"default", "DEFAULT", hides ? Cell{Value{}} : value_cell(setting.fallback.value_or(Value{}))},
       {"unit", "UNIT", text_or_null(setting.unit)},
       {"secret", "SECRET", setting.secret},
       {"rules", "RULES", rules.empty() ? Cell{Value{}} : Cell{to_array(rules), join(rules, ", ")}},
       {"takesEffect", "TAKES EFFECT", text_or_null(setting.takes_effect)},
       {"shadowedBy", "SHADOWED BY", text_or_null(setting.shadowed_by)},
       {"keptIn", "KEPT IN", store}});
}

}  // namespace admctl::commands
