// db exec: a program on a database of its own, which is gone afterwards whatever happened.
#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

using Args = std::vector<std::string>;

// "db exec" on an empty database of that name.
Args exec(const std::string& name, const Args& command) {
  Args args{"db", "exec", "--platform", "none", "--name", name, "--"};
  args.insert(args.end(), command.begin(), command.end());
  return args;
}

TEST_CASE("db exec gives the program its database, stdin and stdout, and drops the database afterwards") {
  const DatabaseServer server;
  const auto name = server.fresh_name("exec");
  RunOptions options;
  options.input = "from outside\n";
  const auto run =
      server.run(exec(name, {"sh", "-c",
                             "cat; psql -XAtc 'SELECT current_database()'; psql -XAt \"$DATABASE_URL\" "
                             "-c 'SELECT current_database()'; echo \"$PGDATABASE\"; echo oops >&2"}),
                 options);
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  CHECK(run.out == fmt::format("from outside\n{0}\n{0}\n{0}\n", name));
  CHECK(run.err == "working on the server " + server.place() + "\noops\n");
  CHECK_FALSE(server.has(name));
}

TEST_CASE("db exec ends as the program ends, with its exit code or 128 and the signal") {
  const DatabaseServer server;
  for (const auto& [script, exit] :
       {std::pair{"exit 7", 7}, {"exit 10", 10}, {"kill -9 $$", 137}, {"kill -15 $$", 143}}) {
    const auto name = server.fresh_name("exit");
    CAPTURE(script);
    CHECK(server.run(exec(name, {"sh", "-c", script})).exit == exit);
    CHECK_FALSE(server.has(name));
  }
}

TEST_CASE("db exec says when the program cannot be started, and drops the database") {
  const DatabaseServer server;
  const auto name = server.fresh_name("absent");
  const auto run = server.run(exec(name, {"no-such-program"}));
  CHECK(run.exit == 1);
  CHECK(run.err.find("cannot run 'no-such-program'") != std::string::npos);
  CHECK_FALSE(server.has(name));
  CHECK(server.run({"db", "exec", "--platform", "none"}).exit == 2);
}

TEST_CASE("db exec passes signals on, waits for the program's own end, and drops the database") {
  const DatabaseServer server;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
    const auto name = server.fresh_name("signal");
    RunningAdmctl running{
        Args{"--db", server.url(), "db", "exec", "--platform", "none", "--name", name, "--", "sh", "-c",
             "trap 'echo got it; exit 5' TERM INT HUP USR1; echo ready >&2; while :; do sleep 0.05; done"}};
    running.wait_for_err("ready");
    running.send_signal(signal);
    const auto run = running.finish();
    CAPTURE(signal, run.err);
    CHECK(run.exit == 5);
    CHECK(run.out == "got it\n");
    CHECK_FALSE(server.has(name));
  }
}

TEST_CASE("db exec: Ctrl-C reaches the program once, from the terminal") {
  const DatabaseServer server;
  const auto name = server.fresh_name("ctrl-c");
  const auto run =
      run_on_pty({"--db", server.url(), "db", "exec", "--platform", "none", "--name", name, "--", "sh", "-c",
                  "n=0; trap 'n=$((n+1))' INT; echo ready; i=0; while [ $i -lt 20 ]; do sleep 0.05; "
                  "i=$((i+1)); done; echo got $n"},
                 {{"ready", "\x03"}});
  CAPTURE(run.screen);
  CHECK(run.screen.find("got 1") != std::string::npos);
  CHECK_FALSE(server.has(name));
}

TEST_CASE("db exec drops the database although something of the program is still connected") {
  const DatabaseServer server;
  const auto name = server.fresh_name("left");
  const auto run = server.run(
      exec(name, {"sh", "-c",
                  "psql -Xqc 'SELECT pg_sleep(60)' >/dev/null 2>&1 & until [ \"$(psql -XAtc \"SELECT count(*) "
                  "FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'\")\" -gt 0 ]; do :; done"}));
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  CHECK_FALSE(server.has(name));
}

TEST_CASE("after kill -9 of db exec the next db gc drops its database, whatever its age") {
  const CollectorTurn turn;
  const DatabaseServer server;
  const auto name = server.fresh_name("killed");
  const DroppedAtEnd dropped{server, name};
  RunningAdmctl running{Args{"--db", server.url(), "db", "exec", "--platform", "none", "--name", name, "--",
                             "sh", "-c",
                             "echo ready >&2; exec 2>&-; exec >&-; while kill -0 $PPID; do sleep 0.1; done"}};
  running.wait_for_err("ready");
  CHECK(server.run({"db", "gc"}).exit == 0);
  CHECK(server.has(name));
  running.send_signal(SIGKILL);
  CHECK(running.finish().exit == 128 + SIGKILL);
  const auto gc = server.run({"db", "gc"});
  CAPTURE(gc.out, gc.err);
  CHECK(gc.out.find("the admctl that made it has ended") != std::string::npos);
  CHECK_FALSE(server.has(name));
}

TEST_CASE("admctl run by db exec works on that database, whatever variable named the server") {
  const DatabaseServer server;
  RunOptions options;
  options.env["ADMCTL_DB_URL"] = server.url();
  const auto run = run_admctl({"db", "exec", "--seed", "demo:20:3", "--", ADMCTL_BINARY, "inspect", "deals",
                               "-o", "name", "--limit", "100"},
                              options);
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 20);
}

}  // namespace
}  // namespace admctl::test
