#include "commands/target_report.hpp"

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/pg/transport.hpp"

namespace admctl::commands {
namespace {

std::string place_of(const targets::Setting& setting) {
  // No file holds a password as it is.
  const bool has_variables = setting.text.find("${") != std::string::npos;
  return setting.place() + (has_variables ? " (" + setting.text + ")" : "");
}

ops::Protection usual_protection(const Target& target) {
  return target.embedded || pg::is_local(target.conninfo) ? ops::Protection::open : ops::Protection::confirm;
}

void add_files(Table& table, const Target& target, const targets::Entry& entry) {
  const auto add = [&](std::string_view key, Value value) {
    const auto* setting = entry.find(key);
    if (setting) table.rows.push_back({std::string{key}, std::move(value), place_of(*setting)});
  };
  add("url", target.conninfo.to_url());
  add("service", target.conninfo.get("service"));
  add("passfile", target.conninfo.get("passfile"));
  add("platform", target.platform);
  add("replica", target.replica ? Value{target.replica->to_url()} : Value{});
  if (entry.groups_node) table.rows.push_back({"groups", join(entry.groups, ", "), entry.groups_node->place()});
}

}  // namespace

Cell protection_cell(const Target& target) {
  if (target.protection) return std::string{ops::word_of(*target.protection)};
  if (!target.embedded && target.conninfo.empty()) return {};
  return std::string{ops::word_of(usual_protection(target))};
}

Report origin_report(Context& context, const Target& target) {
  Table table{{{"setting", "SETTING"}, {"value", "VALUE"}, {"origin", "FROM", false, false, true}}};
  const auto* entry = target.is_named ? context.targets().find(target.name) : nullptr;
  table.rows.push_back({"target", target.name, target.origin});
  if (entry)
    add_files(table, target, *entry);
  else if (!target.conninfo.empty())
    table.rows.push_back({"url", target.conninfo.to_url(), target.origin});
  if (!entry || !entry->find("platform"))
    table.rows.push_back({"platform", context.platform_name(), "--platform, ADMCTL_PLATFORM or the default"});
  const auto* protection = entry ? entry->find("protection") : nullptr;
  const auto* usual = target.embedded                 ? "default of the embedded database"
                      : pg::is_local(target.conninfo) ? "default on this machine"
                                                      : "default of other machines";
  table.rows.push_back({"protection", protection_cell(target), protection ? place_of(*protection) : usual});
  if (const auto mode = target.conninfo.get("sslmode")) {
    const auto* url = entry ? entry->find("url") : nullptr;
    const bool written = !url || url->text.find("sslmode") != std::string::npos;
    table.rows.push_back(
        {"sslmode", *mode,
         written ? (url ? place_of(*url) : target.origin) : "default of protected targets on other machines"});
  }
  auto report = Report::list(std::move(table));
  return report.note("the database may say a stricter protection itself; 'admctl target test' asks it");
}

}  // namespace admctl::commands
