#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/test_database_report.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/policy.hpp"
#include "lib/pg/resolved_conninfo.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::string source;
  std::optional<std::string> name;
  std::string wait = "10s";
  bool env = false;
};

bool is_url(const std::string& text) { return text.find("://") != std::string::npos; }

Report run_clone(Context& context, const Request& request) {
  if (request.name) local::check_database_name(*request.name);
  const auto wait = parse_wait("--wait", request.wait);
  std::optional<pg::Conninfo> url;
  if (is_url(request.source)) url = pg::Conninfo::parse(request.source);
  TestServer server{context, url};
  server.announce();
  const auto source = server.find(url ? pg::database_of(*url) : request.source);
  {
    pg::Transaction tx{server.session()};
    ops::refuse_protected(tx, source.name, "it is not copied");
  }
  local::require_createdb(server.session());
  auto mark = server.new_mark();
  if (source.mark) {
    mark.platform = source.mark->platform;
    mark.seed = source.mark->seed;
    mark.key = source.mark->key;
  }
  const auto name = request.name.value_or(local::fresh_database_name("clone"));
  {
    const Interruptible interruptible{context, server.session()};
    local::create_database(server.session(), name, source.name, source.size, mark, server.patience(wait));
  }
  return made_report(server, name, mark, source.name, request.env);
}

Run declare_clone(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.required("NAME|URL", request->source, "the database to copy");
  flags.option("--name", request->name, "the copy's name (default: a free one)", {.metavar = "NAME"});
  flags.option("--wait", request->wait, "how long to wait while others are connected to it",
               {.metavar = "AGE"});
  flags.flag("--env", request->env, "print lines for a shell, as db create does");
  return [request](Context& context) { return run_clone(context, *request); };
}

const Command clone_table[]{
    {.name = "db clone",
     .summary = "copy a database of the same server, rows and all",
     .details =
         "The copy is a test database like those of db create. PostgreSQL copies a database only while nobody "
         "is connected to it: admctl waits for that, then says who is (exit 75). A URL names both the server "
         "and "
         "the database. A protected database is never copied (exit 6).",
     .examples = {{"admctl db clone test_shop_5d1e8f0a9c3b", "one more like it"},
                  {"admctl db clone postgresql://ci@db.example.com/golden --name build_77",
                   "on another server"}},
     .effect = Effect::reads,
     .declare = declare_clone},
};

}  // namespace

std::span<const Command> db_clone_commands() { return clone_table; }

}  // namespace admctl::commands
