#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/target_report.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct ShowRequest {
  std::optional<std::string> name;
  bool origin = false;
};

Report show(Context& context, const ShowRequest& request) {
  const auto target = request.name ? context.find_target(*request.name) : context.target();
  if (request.origin) return origin_report(context, target);
  Report report;
  const auto platform = !request.name || !target.platform ? context.platform_name() : *target.platform;
  const auto* entry = target.is_named ? context.targets().find(target.name) : nullptr;
  report.fields(
      "target", "",
      {{"name", "NAME", target.name},
       {"origin", "GIVEN BY", request.name ? "the command line" : target.origin},
       {"embedded", "EMBEDDED", target.embedded},
       {"place", "WHERE", target.place},
       {"platform", "PLATFORM", platform},
       {"protection", "PROTECTION", protection_cell(target)},
       {"groups", "GROUPS", entry && !entry->groups.empty() ? Value{join(entry->groups, ", ")} : Value{}},
       {"replica", "REPLICA", target.replica ? Value{target.replica->to_url()} : Value{}},
       {"url", "URL", target.conninfo.empty() ? Value{} : Value{target.conninfo.to_url()}}});
  if (target.embedded) report.suggest("admctl db status");
  if (target.is_named) report.suggest("admctl target test " + target.name);
  return report;
}

Row row_of(const targets::Catalogue& files, const targets::Entry& entry) {
  // No file holds a password as it is.
  const auto text = [&](std::string_view key) {
    const auto* setting = entry.find(key);
    return setting ? Value{setting->text} : Value{};
  };
  const auto* service = entry.find("service");
  const auto where = entry.find("url") ? text("url") : service ? Value{"service " + service->text} : Value{};
  const bool is_default = files.standard && files.standard->text == entry.name;
  return {entry.name,
          is_default,
          where,
          text("platform"),
          text("protection"),
          join(entry.groups, ", "),
          join(entry.files, ", ")};
}

Report list(Context& context) {
  const auto& files = context.targets();
  Table table{{{"name", "TARGET"},
               {"default", "DEFAULT"},
               {"url", "URL"},
               {"platform", "PLATFORM"},
               {"protection", "PROTECTION"},
               {"groups", "GROUPS"},
               {"files", "FILE", false, true}}};
  for (const auto& entry : files.entries) table.rows.push_back(row_of(files, entry));
  const bool default_is_local = !files.standard || files.standard->text == targets::embedded_name;
  table.rows.push_back(
      {std::string{targets::embedded_name}, default_is_local, "(embedded)", Value{}, "open", "", ""});
  auto report = Report::list(std::move(table));
  if (files.entries.empty()) report.suggest("admctl target add NAME --url postgresql://user@host/database");
  return report;
}

Run declare_show(Flags& flags) {
  auto request = std::make_shared<ShowRequest>();
  flags.optional("NAME", request->name, "a target; without it the one that commands would work on");
  flags.flag("--origin", request->origin, "each setting in effect, and where it comes from");
  return [request](Context& context) { return show(context, *request); };
}

Run declare_list(Flags&) { return list; }

const Command target_table[]{
    {.name = "target list",
     .summary = "the targets that files name",
     .details =
         "They stand in $XDG_CONFIG_HOME/admctl/config.yaml (or ~/.config/admctl/config.yaml) and in the "
         "nearest "
         ".admctl.yaml from the working folder upwards, whose settings win; it cannot lower a protection. "
         "Variables such as ${PASSWORD} are shown as they are written.",
     .examples = {{"admctl target list", "names, protection, groups"},
                  {"admctl target list -o json", "for a script"}},
     .effect = Effect::reads,
     .declare = declare_list},
    {.name = "target show",
     .summary = "which database commands would work on, and why",
     .details =
         "The first of these decides: --target or --db, ADMCTL_TARGET, ADMCTL_DB_URL, DATABASE_URL, libpq's "
         "PGHOST, PGHOSTADDR, PGPORT, PGDATABASE or PGSERVICE, the default of the project's file, that of your "
         "own; else the embedded database. Nothing is connected to.",
     .examples = {{"admctl target show", "the database and what chose it"},
                  {"admctl target show production --origin", "where each of its settings comes from"},
                  {"admctl target show --db postgresql://ops@db.example.com/app -o json", "for a script"}},
     .effect = Effect::reads,
     .declare = declare_show},
};

}  // namespace

std::span<const Command> target_commands() { return target_table; }

}  // namespace admctl::commands
