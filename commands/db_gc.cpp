#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/test_database_report.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/local/process_identity.hpp"
#include "lib/ops/policy.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::string older_than = "1d";
  bool templates = false;
};

struct Limits {
  Time now;
  Millis database;
  Millis template_;
};

constexpr Millis usual_template_rest = std::chrono::days{7};
// One that is being made is this old at most, or its maker is connected to it.
constexpr Millis unfinished_rest = std::chrono::hours{1};
constexpr Millis shortest_unfinished_rest = std::chrono::minutes{1};

// Why it may go; nullopt when it may not.
std::optional<std::string> why_forgotten(const local::FoundDatabase& database, const Limits& limits) {
  const auto mark = database.mark.value_or(local::DatabaseMark{});
  const auto life = local::life_of(mark.process);
  const auto age = limits.now - database.created().value_or(Time{});
  if (life == local::Life::ended) return "the admctl that made it has ended";
  if (life == local::Life::lives) return std::nullopt;
  if (database.is_unfinished) {
    if (age < std::clamp(limits.database, shortest_unfinished_rest, unfinished_rest)) return std::nullopt;
    return fmt::format("begun {} ago, never finished", format_duration(age));
  }
  if (mark.is_template) {
    const auto rest = limits.now - mark.used.value_or(mark.created);
    if (rest < limits.template_) return std::nullopt;
    return fmt::format("not used for {}", format_duration(rest));
  }
  if (age < limits.database) return std::nullopt;
  return fmt::format("made {} ago", format_duration(age));
}

bool is_protected(TestServer& server, const std::string& database) {
  pg::Transaction tx{server.session()};
  return ops::protection_of(tx, database) == ops::Protection::guarded;
}

std::string collect(TestServer& server, const local::FoundDatabase& database) {
  if (database.connections > 0)
    return "kept: " + count_of(static_cast<std::size_t>(database.connections), "connection");
  if (is_protected(server, database.name)) return "kept: protected";
  if (server.context().dry_run()) return "would be dropped";
  try {
    local::drop_database(server.session(), database);
    return "dropped";
  } catch (const Error& error) {
    // Another role's, most likely; the others go on.
    return "kept: " + error.message();
  }
}

Report run_gc(Context& context, const Request& request) {
  const auto older_than = parse_wait("--older-than", request.older_than);
  const Limits limits{context.clock().now(), older_than, request.templates ? older_than : usual_template_rest};
  TestServer server{context};
  server.announce();
  Table table{{{"name", "DATABASE"}, {"kind", "KIND"}, {"why", "WHY"}, {"outcome", "OUTCOME"}}};
  std::size_t kept = 0;
  for (const auto& database : local::our_databases(server.session())) {
    const auto why = why_forgotten(database, limits);
    if (why)
      table.rows.push_back({database.name, kind_of(database), *why, collect(server, database)});
    else
      ++kept;
  }
  const bool none = table.rows.empty();
  auto report = Report::list(std::move(table));
  if (none) report.note(fmt::format("nothing is forgotten; {} in use or young", count_of(kept, "database")));
  return report;
}

Run declare_gc(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.option("--older-than", request->older_than, "how old a test database must be", {.metavar = "AGE"});
  flags.flag("--templates", request->templates,
             "templates that were not used for so long, too, not only for 7 days");
  return [request](Context& context) { return run_gc(context, *request); };
}

const Command gc_table[]{
    {.name = "db gc",
     .summary = "drop forgotten test databases and stale templates",
     .details =
         "Test databases older than --older-than, databases of db exec whose admctl was killed, what a killed "
         "builder left, and templates that nobody has used for 7 days: those of former migrations, mostly. "
         "What "
         "somebody is connected to stays, and so does everything that admctl did not make. Safe to run at any "
         "time: a template that is needed again is built again.",
     .examples = {{"admctl db gc --dry-run", "what would go"},
                  {"admctl db gc --older-than 2h --templates", "make room"}},
     .effect = Effect::writes,
     .declare = declare_gc},
};

}  // namespace

std::span<const Command> db_gc_commands() { return gc_table; }

}  // namespace admctl::commands
