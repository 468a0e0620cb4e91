#include <memory>

#include "commands/groups.hpp"

namespace admctl::commands {
namespace {

Report show(Context& context) {
  const auto& target = context.target();
  Report report;
  report.fields("target", "",
                {{"name", "NAME", target.name},
                 {"origin", "GIVEN BY", target.origin},
                 {"embedded", "EMBEDDED", target.embedded},
                 {"place", "WHERE", target.place},
                 {"platform", "PLATFORM", context.pack().platform},
                 {"url", "URL", target.conninfo.empty() ? Value{} : Value{target.conninfo.to_url()}}});
  if (target.embedded) report.suggest("admctl db status");
  return report;
}

Run declare(Flags&) { return show; }

}  // namespace

std::span<const Command> target_commands() {
  static const Command commands[] = {
      {.name = "target show",
       .summary = "which database commands would work on, and why",
       .details =
           "The first of these decides: --db, ADMCTL_DB_URL, DATABASE_URL, libpq's PGHOST, PGHOSTADDR, PGPORT, "
           "PGDATABASE or PGSERVICE; else the embedded database. Nothing is connected to.",
       .examples = {{"admctl target show", "the database and what chose it"},
                    {"admctl target show --db postgresql://ops@db.example.com/app -o json", "for a script"}},
       .effect = Effect::reads,
       .declare = declare},
  };
  return commands;
}

}  // namespace admctl::commands
