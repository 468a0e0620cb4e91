#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/test_contents.hpp"
#include "commands/test_database_report.hpp"

namespace admctl::commands {
namespace {

struct Request {
  ContentsFlags contents;
  std::optional<std::string> name;
  bool env = false;
};

Report run_create(Context& context, const Request& request) {
  if (request.name) local::check_database_name(*request.name);
  const auto wait = parse_wait("--wait", request.contents.wait);
  const TestContents contents{context, request.contents};
  TestServer server{context};
  server.announce();
  const auto name = request.name.value_or(local::fresh_database_name(contents.platform()));
  auto mark = server.new_mark();
  const auto source = make_test_database(server, contents, name, mark, wait);
  mark.platform = contents.platform();
  mark.seed = contents.seed();
  return made_report(server, name, mark, source, request.env);
}

Run declare_create(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_contents(flags, request->contents);
  flags.option("--name", request->name, "its name (default: a free one)", {.metavar = "NAME"});
  flags.flag("--env", request->env, "print lines for a shell: eval \"$(admctl db create --env)\"");
  return [request](Context& context) { return run_create(context, *request); };
}

const Command create_table[]{
    {.name = "db create",
     .summary = "make a test database: migrated, seeded, ready in a blink",
     .details =
         "Prints its URL, with the password if the target was given with one. It is a copy of a template, "
         "which is built the first time and on every server once, however many ask for it at the same time: "
         "migrations of the platform (--platform none: an empty database) or of --dir and, with --seed, "
         "categories, settings and demo data. The key of a template is a hash of the files, of what is asked "
         "of "
         "the generator, of the versions of admctl and PostgreSQL, and of the role: change one, and another "
         "template is built. The present of demo data is 2026-01-01 unless --seed names another, so that it is "
         "the same on every day.\n\n"
         "Without a target it is made on the embedded server, else on the server of the target. The role needs "
         "CREATEDB. Refused when the target is protected (exit 6).",
     .examples = {{"admctl db create", "the platform's schema; prints the URL"},
                  {"eval \"$(admctl db create --seed demo:1000 --env)\"", "DATABASE_URL and PG* in this shell"},
                  {"admctl db create --platform none --dir prisma/migrations -o json", "your own migrations"},
                  {"admctl db create --db postgresql://ci@db.example.com/postgres --name build_77",
                   "on another server"}},
     .effect = Effect::reads,
     .declare = declare_create},
};

}  // namespace

std::span<const Command> db_create_commands() { return create_table; }

}  // namespace admctl::commands
