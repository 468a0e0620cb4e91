#include "commands/groups.hpp"
#include "commands/test_database_report.hpp"

namespace admctl::commands {
namespace {

Value or_null(const std::string& text) { return text.empty() ? Value{} : Value{text}; }

Report run_list(Context& context) {
  TestServer server{context};
  Table table{{{"name", "DATABASE"},
               {"kind", "KIND"},
               {"created", "AGE"},
               {"size", "SIZE", true},
               {"connections", "CONN", true},
               {"platform", "PLATFORM", false, true},
               {"seed", "SEED"},
               {"owner", "OWNER", false, true},
               {"used", "USED", false, true},
               {"key", "KEY", false, true}}};
  for (const auto& database : local::our_databases(server.session())) {
    const auto mark = database.mark.value_or(local::DatabaseMark{});
    table.rows.push_back({database.name, kind_of(database), Cell::time(database.created()),
                          size_cell(database.size), database.connections, or_null(mark.platform),
                          or_null(mark.seed), or_null(mark.owner), Cell::time(mark.used), or_null(mark.key)});
  }
  const bool empty = table.rows.empty();
  auto report = Report::list(std::move(table));
  if (empty) report.note("there is no test database on this server").suggest("admctl db create");
  return report;
}

Report run_url(Context& context, const std::optional<std::string>& name) {
  Report report;
  if (!name) {
    report.raw = context.cluster().conninfo(context.pack().platform).to_url() + "\n";
    return report;
  }
  TestServer server{context};
  report.raw = server.where(server.find(*name).name).to_url(true) + "\n";
  return report;
}

const Command list_table[]{
    {.name = "db list",
     .summary = "the test databases and templates of the server",
     .details =
         "What admctl made there, also from other machines; -o wide shows by whom and for which platform.",
     .examples = {{"admctl db list", "on the embedded server, or the target's"},
                  {"admctl db list -o json", "for scripts"}},
     .effect = Effect::reads,
     .declare = [](Flags&) -> Run { return run_list; }},
    {.name = "db url",
     .summary = "the URL of the platform's embedded database, or of a database by its name",
     .details =
         "A name is looked up on the server of the target; its URL holds the password if the target was given "
         "with one.",
     .examples = {{"psql \"$(admctl db url)\"", "look into it with psql"},
                  {"psql \"$(admctl db url test_shop_5d1e8f0a9c3b)\"", "into a test database"}},
     .effect = Effect::reads,
     .declare = [](Flags& flags) -> Run {
       auto name = std::make_shared<std::optional<std::string>>();
       flags.optional("NAME", *name, "a database of the target's server");
       return [name](Context& context) { return run_url(context, *name); };
     }},
};

}  // namespace

std::span<const Command> db_list_commands() { return list_table; }

}  // namespace admctl::commands
