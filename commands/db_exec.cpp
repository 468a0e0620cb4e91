#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/test_contents.hpp"
#include "commands/test_database_report.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/local/process_identity.hpp"

namespace admctl::commands {
namespace {

struct Request {
  ContentsFlags contents;
  std::optional<std::string> name;
  std::vector<std::string> command;
};

// Dropped at the end of scope. Its server is connected to only then: the program may run for hours.
class BorrowedDatabase {
 public:
  BorrowedDatabase(TestServer& server, std::string name) : server_{server}, name_{std::move(name)} {
    server_.give_back();
  }
  ~BorrowedDatabase() {
    try {
      if (const auto database = local::find_database(server_.session(), name_))
        local::drop_database(server_.session(), *database);
    } catch (const Error& error) {
      server_.context().talk().say(
          fmt::format("the database '{}' could not be dropped: {}; admctl db gc will do it", visible(name_),
                      error.message()));
    }
  }
  BorrowedDatabase(const BorrowedDatabase&) = delete;
  BorrowedDatabase& operator=(const BorrowedDatabase&) = delete;

 private:
  TestServer& server_;
  std::string name_;
};

Report run_exec(Context& context, const Request& request) {
  if (request.name) local::check_database_name(*request.name);
  const auto wait = parse_wait("--wait", request.contents.wait);
  const TestContents contents{context, request.contents};
  TestServer server{context};
  server.announce();
  const auto name = request.name.value_or(local::fresh_database_name(contents.platform()));
  auto mark = server.new_mark();
  mark.process = local::this_process();
  make_test_database(server, contents, name, mark, wait);
  const BorrowedDatabase borrowed{server, name};
  auto variables = database_variables(context, server.where(name));
  // So that admctl in the program knows the platform of its database.
  if (!contents.is_empty() && !contents.platform().empty())
    variables.push_back({"ADMCTL_PLATFORM", context.platform_name()});
  Report report;
  report.raw.emplace();
  report.passed_on = context.run_program(request.command, variables);
  return report;
}

Run declare_exec(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_contents(flags, request->contents);
  flags.option("--name", request->name, "the database's name (default: a free one)", {.metavar = "NAME"});
  flags.rest("CMD", request->command, "the program and its arguments, after --");
  return [request](Context& context) { return run_exec(context, *request); };
}

const Command exec_table[]{
    {.name = "db exec",
     .summary = "run a program on a test database of its own",
     .details = "Makes the database as db create does, runs CMD with DATABASE_URL, PGHOST, PGPORT, PGUSER, "
                "PGDATABASE and, "
                "where there is one, PGPASSWORD, and drops the database afterwards, also when CMD is killed or "
                "somebody "
                "types Ctrl-C. Standard input and output are CMD's own. The exit code is that of CMD, 128 and "
                "the number "
                "of the signal when one ended it; signals that admctl gets are passed on. Should admctl itself "
                "be killed "
                "with SIGKILL, the next db gc on that machine drops the database.",
     .examples = {{"admctl db exec --seed demo:1000 -- npm test", "a seeded database per test run"},
                  {"admctl db exec --platform none -- sh -c 'psql -f schema.sql && ./check'", "an empty one"}},
     .effect = Effect::reads,
     .declare = declare_exec},
};

}  // namespace

std::span<const Command> db_exec_commands() { return exec_table; }

}  // namespace admctl::commands
