#include <algorithm>
#include <memory>

#include "commands/groups.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> name;
};

std::string_view history_name(platform::HistoryFormat format) {
  switch (format) {
    case platform::HistoryFormat::prisma:
      return "prisma";
    case platform::HistoryFormat::drizzle:
      return "drizzle";
    case platform::HistoryFormat::supabase:
      return "supabase";
    case platform::HistoryFormat::dbmate:
      return "dbmate";
    case platform::HistoryFormat::native:
      return "native";
  }
  return {};
}

std::size_t terminal_states(const platform::Kind& kind) {
  return static_cast<std::size_t>(std::ranges::count_if(kind.lifecycle.states, &platform::State::terminal));
}

Table kinds_table(const platform::Pack& pack) {
  Table table{.columns = {{"kind", "KIND"},
                          {"table", "TABLE"},
                          {"states", "STATES", true},
                          {"terminal", "TERMINAL", true},
                          {"moves", "MOVES", true},
                          {"initial", "INITIAL"}}};
  for (const auto& kind : pack.kinds) {
    table.rows.push_back({kind.name, kind.table, kind.lifecycle.states.size(), terminal_states(kind),
                          kind.lifecycle.edges().size(), Cell::state(kind.lifecycle.initial)});
  }
  return table;
}

// The tables with settings.
Value configuration(const platform::Pack& pack) {
  if (!pack.config) return {};
  std::vector<std::string> tables;
  for (const auto& store : pack.config->stores) tables.push_back(store.table);
  return join(tables, ", ");
}

// The tables with rows that files describe.
Value categories(const platform::Pack& pack) {
  std::vector<std::string> tables;
  for (const auto& mapping : pack.categories) tables.push_back(mapping.table);
  return tables.empty() ? Value{} : Value{join(tables, ", ")};
}

Report show(const platform::Pack& pack) {
  Report report;
  report.fields("platform", "",
                {{"name", "PLATFORM", pack.platform},
                 {"title", "TITLE", pack.title},
                 {"schema", "SCHEMA", pack.schema},
                 {"history", "MIGRATION HISTORY", history_name(pack.history)},
                 {"migrations", "MIGRATION FILES", pack.files.list(pack.migrations).size()},
                 {"categories", "CATEGORIES", categories(pack)},
                 {"configuration", "CONFIGURATION", configuration(pack)},
                 {"audit", "AUDIT", pack.audit ? Value{pack.audit->table} : Value{}}});
  report.table("kinds", "Kinds", kinds_table(pack));
  for (const auto& kind : pack.kinds)
    report.suggest("admctl inspect " + kind.plural + " --platform " + pack.platform);
  return report;
}

Report list(Context&) {
  Table table{.columns = {{"name", "NAME"},
                          {"title", "TITLE"},
                          {"kinds", "KINDS"},
                          {"migrations", "MIGRATIONS", true},
                          {"history", "HISTORY", false, true}}};
  for (const auto& name : platform::builtin_platforms()) {
    const auto pack = platform::load_builtin(name);
    std::vector<std::string> kinds;
    for (const auto& kind : pack.kinds) kinds.push_back(kind.name);
    table.rows.push_back({pack.platform, pack.title, join(kinds, ","), pack.files.list(pack.migrations).size(),
                          history_name(pack.history)});
  }
  return Report::list(std::move(table));
}

Run declare_list(Flags&) { return list; }

Run declare_show(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("NAME", request->name, "a built-in platform; without it the one in use");
  return [request](Context& context) {
    return request->name ? show(platform::load_builtin(*request->name)) : show(context.pack());
  };
}

}  // namespace

std::span<const Command> platform_commands() {
  static const Command commands[] = {
      {.name = "platform list",
       .summary = "the built-in platform packs",
       .details = "",
       .examples = {{"admctl platform list", "what ships with admctl"},
                    {"admctl platform list -o name", "the names alone"}},
       .effect = Effect::reads,
       .declare = declare_list},
      {.name = "platform show",
       .summary = "what a platform pack describes",
       .details = "The pack in use is chosen by --platform, ADMCTL_PLATFORM or the default. --platform with a "
                  "slash in "
                  "it names a folder with a pack of your own.",
       .examples = {{"admctl platform show", "the pack in use"},
                    {"admctl platform show --platform ./packs/shop", "a pack in a folder"}},
       .effect = Effect::reads,
       .declare = declare_show},
  };
  return commands;
}

}  // namespace admctl::commands
