#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/test_database_report.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/policy.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::vector<std::string> names;
  bool all = false;
};

std::vector<local::FoundDatabase> chosen(TestServer& server, const Request& request) {
  std::vector<local::FoundDatabase> out;
  if (request.all) {
    for (auto& database : local::our_databases(server.session())) {
      if (!database.is_unfinished && !database.mark->is_template) out.push_back(std::move(database));
    }
    return out;
  }
  for (const auto& name : request.names) out.push_back(server.find(name));
  return out;
}

// Before anything is dropped: all of them may be, or none is.
void check(TestServer& server, const std::vector<local::FoundDatabase>& databases) {
  pg::Transaction tx{server.session()};
  for (const auto& database : databases) {
    if (!database.is_ours()) {
      throw Error{code::not_our_database, fmt::format("'{}' was not made by admctl", visible(database.name)),
                  "its comment lacks the mark that admctl writes",
                  "admctl drops only databases that it made; drop this one with dropdb if you are sure"};
    }
    ops::refuse_protected(tx, database.name, "it is not dropped");
  }
}

// Whether there was anything to ask.
bool ask(TestServer& server, const std::vector<local::FoundDatabase>& databases, bool all) {
  auto& context = server.context();
  std::size_t connections = 0;
  for (const auto& database : databases) {
    for (const auto& who : local::connected_to(server.session(), database.name)) {
      context.talk().say(fmt::format("connected to {}: {}", visible(database.name), who));
      ++connections;
    }
  }
  if (connections == 0 && !all) return false;
  const auto what = databases.size() == 1 ? "'" + visible(databases.front().name) + "'"
                                          : count_of(databases.size(), "database");
  context.confirm(connections == 0
                      ? fmt::format("Drop {}?", what)
                      : fmt::format("Drop {}, with {}?", what, count_of(connections, "connection")));
  return true;
}

Report run_drop(Context& context, const Request& request) {
  if (request.all == !request.names.empty())
    throw Error{code::usage,
                request.all ? "--all and names exclude each other" : "name a database, or give --all"};
  TestServer server{context};
  const auto databases = chosen(server, request);
  check(server, databases);
  // A question names the target by itself.
  if (databases.empty() || !ask(server, databases, request.all)) server.announce();
  Table table{{{"name", "DATABASE"}, {"kind", "KIND"}, {"outcome", "OUTCOME"}}};
  for (const auto& database : databases) {
    if (!context.dry_run()) local::drop_database(server.session(), database);
    table.rows.push_back(
        {database.name, kind_of(database), context.dry_run() ? "would be dropped" : "dropped"});
  }
  auto report = Report::list(std::move(table));
  if (databases.empty()) report.note("there is no test database on this server");
  return report;
}

Run declare_drop(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional_rest("NAME", request->names, "what to drop");
  flags.flag("--all", request->all, "every test database of the server; templates stay");
  return [request](Context& context) { return run_drop(context, *request); };
}

const Command drop_table[]{
    {.name = "db drop",
     .summary = "drop test databases",
     .details =
         "Only what admctl made is dropped, which the comment of the database tells; anything else is refused, "
         "whatever the flags (exit 6). Shows who is connected, and asks then; --yes answers. --all always "
         "asks, "
         "for others may use the server, too.",
     .examples = {{"admctl db drop test_shop_5d1e8f0a9c3b", "with its connections"},
                  {"admctl db drop --all --dry-run", "what that would be"}},
     .effect = Effect::writes,
     .declare = declare_drop},
};

}  // namespace

std::span<const Command> db_drop_commands() { return drop_table; }

}  // namespace admctl::commands
