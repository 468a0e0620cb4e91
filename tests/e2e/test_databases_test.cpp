// db create, clone, list, drop and gc, as scripts run them.
#include <catch2/catch.hpp>

#include <csignal>

#include <algorithm>
#include <csignal>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

TEST_CASE("db create gives the URL of a migrated database, and the second one is a copy of the same template") {
  const DatabaseServer server;
  const auto first = server.run({"db", "create"});
  const auto second = server.run({"db", "create", "-o", "json"});
  CAPTURE(first.err, second.err);
  REQUIRE(first.exit == 0);
  REQUIRE(second.exit == 0);
  const MadeDatabase one{server, first.out.substr(0, first.out.size() - 1)};
  const auto page = parse_json(second.out).at("database");
  const MadeDatabase two{server, page.at("url").string_or("")};
  CHECK(first.out.ends_with("\n"));
  CHECK(second.err.find("building") == std::string::npos);
  CHECK(page.at("source").string_or("").starts_with("admctl_template_"));
  CHECK(page.at("platform") == Value{"admarket"});
  CHECK(page.at("name") == Value{two.name()});
  for (const auto* made : {&one, &two}) CHECK(made->value("SELECT count(*) FROM deals") == "0");
  CHECK(one.name() != two.name());
}

TEST_CASE("db create --seed gives the same rows every time, and other rows for another seed") {
  const DatabaseServer server;
  const auto digest = [&](const std::string& seed) {
    const auto run = server.run({"db", "create", "--seed", seed});
    CAPTURE(run.err);
    REQUIRE(run.exit == 0);
    const MadeDatabase made{server, run.out.substr(0, run.out.size() - 1)};
    CHECK(made.value("SELECT count(*) FROM deals") == "30");
    return made.value("SELECT md5(string_agg(d::text, '|' ORDER BY d::text)) FROM deals AS d");
  };
  CHECK(digest("demo:30:7") == digest("demo:30:7:2026-01-01"));
  CHECK(digest("demo:30:7") != digest("demo:30:8"));
}

TEST_CASE("db create --platform none gives an empty database, and --env what a shell needs for it") {
  const DatabaseServer server;
  const auto name = server.fresh_name("it's \"a\" 🎈 $HOME");
  const auto run = server.run({"db", "create", "--platform", "none", "--name", name, "--env"});
  CAPTURE(run.err);
  REQUIRE(run.exit == 0);
  const DroppedAtEnd dropped{server, name};
  const auto shell = run_shell(
      "eval \"$1\"; psql -XAtc 'SELECT current_database()'; psql -XAt \"$DATABASE_URL\" -c "
      "'SELECT count(*) FROM pg_class WHERE relnamespace = $$public$$::regnamespace'",
      {run.out});
  CAPTURE(shell.err, run.out);
  CHECK(shell.out == name + "\n0\n");
}

TEST_CASE("db create takes a folder of migrations instead of a platform, and sees when one of them changes") {
  const DatabaseServer server;
  const TempFolder folder;
  const auto file = "20260101000000_first/migration.sql";
  folder.write(file, "CREATE TABLE \"Thing\" (id int PRIMARY KEY);");
  const std::vector<std::string> create{
      "db", "create", "--platform", "none", "--dir", folder.path().string(), "--history", "prisma"};
  const auto first = server.run(create);
  folder.write(file, "CREATE TABLE \"Thing\" (id bigint PRIMARY KEY);");
  const auto second = server.run(create);
  CAPTURE(first.err, second.err);
  REQUIRE(first.exit == 0);
  REQUIRE(second.exit == 0);
  const MadeDatabase one{server, first.out.substr(0, first.out.size() - 1)};
  const MadeDatabase two{server, second.out.substr(0, second.out.size() - 1)};
  const std::string type = "SELECT data_type FROM information_schema.columns WHERE table_name = 'Thing'";
  CHECK(one.value(type) == "integer");
  CHECK(two.value(type) == "bigint");
  CHECK(one.value("SELECT count(*) FROM _prisma_migrations") == "1");
}

TEST_CASE("db create says what is wrong before it makes anything") {
  const DatabaseServer server;
  struct Bad {
    std::vector<std::string> args;
    int exit;
    std::string message;
  };
  const Bad all[] = {
      {{"--name", "postgres"}, 2, "'postgres' cannot be the name of a test database"},
      {{"--name", ""}, 2, "it is empty"},
      {{"--name", std::string(64, 'x')}, 2, "PostgreSQL cuts names after 63"},
      {{"--name", "a\nb"}, 2, "control character"},
      {{"--name", "admctl_template_x"}, 2, "admctl gives such names"},
      {{"--name", "template_empty"}, 5, "there is a database 'template_empty' already"},
      {{"--seed", "demo"}, 2, "'demo' is not understood"},
      {{"--seed", "demo:0"}, 2, "is not understood"},
      {{"--seed", "demo:5:"}, 2, "is not understood"},
      {{"--seed", "demo:5:1:soon"}, 2, "is not understood"},
      {{"--seed", "demo:5", "--platform", "none"}, 2, "--seed needs a platform"},
      {{"--wait", "soon"}, 2, "--wait: 'soon' is no duration"},
      {{"--dir", "/no/such/folder"}, 1, "/no/such/folder"},
      {{"--platform", "nowhere"}, 3, "nowhere"},
  };
  for (const auto& bad : all) {
    std::vector<std::string> args{"db", "create"};
    args.insert(args.end(), bad.args.begin(), bad.args.end());
    const auto run = server.run(args);
    CAPTURE(bad.args, run.err);
    CHECK(run.exit == bad.exit);
    CHECK(run.err.find(bad.message) != std::string::npos);
    CHECK(run.out.empty());
  }
}

TEST_CASE("db create on a server that is not there ends with exit 4") {
  const auto run = run_admctl({"--db", "postgresql://x@127.0.0.1:1/x", "db", "create"});
  CHECK(run.exit == 4);
  CHECK(run.err.find("cannot connect") != std::string::npos);
}

TEST_CASE("a role that may not create databases gets the statement for its DBA") {
  const DatabaseServer server;
  const Role role{server, "poor \"one\"", "LOGIN"};
  const auto run = run_admctl({"--db", role.url(), "db", "create", "--platform", "none"});
  CHECK(run.exit == 4);
  CHECK(run.err.find(fmt::format("ALTER ROLE {} CREATEDB;", pg::quote(role.name()))) != std::string::npos);
}

TEST_CASE(
    "many db create at once give as many databases and build one template, with few connections to spare") {
  const DatabaseServer server;
  // All of them together want more than it has.
  const Role role{server, "many", "LOGIN CREATEDB CONNECTION LIMIT 8"};
  const TempFolder folder;
  folder.write("001_things.sql",
               fmt::format("CREATE TABLE things (id int); INSERT INTO things VALUES (7); -- {}", role.name()));
  constexpr int count = 24;
  std::vector<std::unique_ptr<RunningAdmctl>> running;
  RunOptions patient;
  patient.deadline_seconds = 240;
  for (int i = 0; i < count; ++i) {
    running.push_back(std::make_unique<RunningAdmctl>(
        std::vector<std::string>{"--db", role.url(), "db", "create", "--platform", "none", "--dir",
                                 folder.path().string(), "--history", "native"},
        patient));
  }
  std::set<std::string> urls;
  int builders = 0;
  std::vector<std::unique_ptr<MadeDatabase>> made;
  for (auto& run : running) {
    const auto result = run->finish();
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    if (result.err.find("building the template") != std::string::npos) ++builders;
    if (!result.out.empty()) urls.insert(result.out.substr(0, result.out.size() - 1));
  }
  for (const auto& url : urls) made.push_back(std::make_unique<MadeDatabase>(server, url));
  CHECK(builders == 1);
  CHECK(urls.size() == count);
  for (const auto& database : made) CHECK(database->value("SELECT id FROM things") == "7");
  server.drop_owned_by(role.name());
}

TEST_CASE("a builder that was killed leaves what db gc finds and the next db create does not trip over") {
  const CollectorTurn turn;
  const DatabaseServer server;
  const SlowMigrations slow{server};
  {
    RunningAdmctl builder{slow.create_command()};
    builder.wait_until([&] { return slow.is_building(); });
    builder.send_signal(SIGKILL);
    CHECK(builder.finish().exit == 128 + SIGKILL);
  }
  const auto left = slow.unfinished();
  REQUIRE_FALSE(left.empty());
  // The server notices that its client is gone when the statement has ended.
  slow.open_gate();
  wait_for([&] {
    return server.value(fmt::format("SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'", left)) == "0";
  });
  const auto dry = server.run({"db", "gc", "--dry-run", "-o", "json"});
  CHECK(dry.out.find(left) != std::string::npos);
  CHECK(dry.out.find("would be dropped") != std::string::npos);
  const auto again = run_admctl(slow.create_command());
  CAPTURE(again.err);
  REQUIRE(again.exit == 0);
  const MadeDatabase made{server, again.out.substr(0, again.out.size() - 1)};
  CHECK(made.value("SELECT count(*) FROM slow") == "1");
  CHECK_FALSE(server.has(left));
}

TEST_CASE("a builder that is interrupted takes back what it began") {
  const DatabaseServer server;
  const SlowMigrations slow{server};
  RunningAdmctl builder{slow.create_command()};
  builder.wait_until([&] { return slow.is_building(); });
  const auto begun = slow.unfinished();
  builder.send_signal(SIGINT);
  const auto run = builder.finish();
  CAPTURE(run.err);
  CHECK(run.exit == 130);
  CHECK(run.out.empty());
  CHECK_FALSE(server.has(begun));
}

TEST_CASE("db clone copies a database once nobody is connected to it, and says who is") {
  const DatabaseServer server;
  const TestDatabase source{Template::empty};
  source.execute("CREATE TABLE t AS SELECT 5 AS x");
  const auto name = source.conninfo().get("dbname").value_or("");
  {
    const auto busy = source.session();
    const auto run = server.run({"db", "clone", name, "--wait", "0"});
    CHECK(run.exit == 75);
    CHECK(run.err.find("cannot be copied while others are connected") != std::string::npos);
    CHECK(run.err.find("admctl, tests from") != std::string::npos);
  }
  const auto run = server.run({"db", "clone", source.url()});
  CAPTURE(run.err);
  REQUIRE(run.exit == 0);
  const MadeDatabase copy{server, run.out.substr(0, run.out.size() - 1)};
  CHECK(copy.value("SELECT x FROM t") == "5");
  CHECK(server.run({"db", "clone", "no_such_database"}).exit == 3);
}

TEST_CASE("db list tells what was made, and db url where it is") {
  const DatabaseServer server;
  const auto name = server.fresh_name("listed");
  REQUIRE(server.run({"db", "create", "--name", name}).exit == 0);
  const DroppedAtEnd dropped{server, name};
  const auto list = server.run({"db", "list", "-o", "json"});
  const auto listed = parse_json(list.out);
  const auto& rows = *listed.at("rows").as_array();
  const auto row =
      std::ranges::find_if(rows, [&](const Value& each) { return each.at("name") == Value{name}; });
  REQUIRE(row != rows.end());
  CHECK(row->at("kind") == Value{"test database"});
  CHECK(row->at("platform") == Value{"admarket"});
  CHECK(row->at("connections") == Value{0});
  CHECK(*row->at("size").as_int() > 1'000'000);
  CHECK(row->at("owner").string_or("").find('@') != std::string::npos);
  CHECK(std::ranges::any_of(rows, [](const Value& each) { return each.at("kind") == Value{"template"}; }));
  CHECK(server.run({"db", "url", name}).out == server.url_of(name) + "\n");
  const auto unknown = server.run({"db", "url", name + "x"});
  CHECK(unknown.exit == 3);
  CHECK(unknown.err.find("Did you mean '" + name + "'") != std::string::npos);
}

TEST_CASE("db drop and db gc never touch a database that admctl did not make") {
  const CollectorTurn turn;
  const DatabaseServer server;
  const TestDatabase foreign{Template::empty};
  const auto name = foreign.conninfo().get("dbname").value_or("");
  const auto drop = server.run({"db", "drop", name, "--yes", "--confirm=" + name});
  CHECK(drop.exit == 6);
  CHECK(drop.err.find("was not made by admctl") != std::string::npos);
  server.execute(fmt::format("COMMENT ON DATABASE {} IS '{{\"admctl\":\"test database\"}}'", pg::quote(name)));
  CHECK(server.run({"db", "drop", name, "--yes"}).exit == 6);
  CHECK(server.run({"db", "gc", "--older-than", "3650d"}).exit == 0);
  CHECK(server.has(name));
}

TEST_CASE("db drop shows who is connected and asks then") {
  const DatabaseServer server;
  const auto name = server.fresh_name("busy");
  const auto made = server.run({"db", "create", "--platform", "none", "--name", name});
  REQUIRE(made.exit == 0);
  const DroppedAtEnd dropped{server, name};
  const auto busy = pg::Session::open(server.conninfo(name), "somebody's tests");
  const auto refused = server.run({"db", "drop", name});
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("somebody's tests") != std::string::npos);
  CHECK(server.has(name));
  const auto declined = run_on_pty({"--db", server.url(), "db", "drop", name}, {{"with 1 connection?", "n\r"}});
  CHECK(declined.exit == 11);
  CHECK(server.has(name));
  CHECK(server.run({"db", "drop", name, "--yes"}).exit == 0);
  CHECK_FALSE(server.has(name));
}

TEST_CASE("db gc drops what is old and unused, and keeps what is young, in use or protected") {
  const CollectorTurn turn;
  const DatabaseServer server;
  const auto make = [&](const std::string& word, const std::string& created) {
    const auto name = server.fresh_name(word);
    REQUIRE(server.run({"db", "create", "--platform", "none", "--name", name}).exit == 0);
    server.execute(
        fmt::format("COMMENT ON DATABASE {} IS '{{\"admctl\":\"test database\",\"created\":\"{}\"}}'",
                    pg::quote(name), created));
    return name;
  };
  const auto old = make("old", "2020-01-01T00:00:00Z");
  const auto busy = make("busy", "2020-01-01T00:00:00Z");
  const auto guarded = make("guarded", "2020-01-01T00:00:00Z");
  const auto young = make("young", "2025-12-31T00:00:00Z");
  server.execute(fmt::format("ALTER DATABASE {} SET admctl.protection = 'protected'", pg::quote(guarded)));
  {
    const auto session = pg::Session::open(server.conninfo(busy), "tests");
    const auto run = server.run({"db", "gc", "--older-than", "1500d"});
    CAPTURE(run.out, run.err);
    CHECK(run.exit == 0);
    CHECK(run.out.find("kept: 1 connection") != std::string::npos);
    CHECK(run.out.find("kept: protected") != std::string::npos);
  }
  CHECK_FALSE(server.has(old));
  CHECK(server.has(busy));
  CHECK(server.has(guarded));
  CHECK(server.has(young));
  CHECK(server.run({"db", "drop", guarded, "--yes"}).exit == 6);
  server.execute(fmt::format("ALTER DATABASE {} RESET admctl.protection", pg::quote(guarded)));
  CHECK(server.run({"db", "drop", busy, guarded, young}).exit == 0);
}

TEST_CASE("commands that make or drop databases say once on which server, and nothing with -q") {
  const CollectorTurn turn;
  const DatabaseServer server;
  const auto name = server.fresh_name("announced");
  const DroppedAtEnd first{server, name};
  const DroppedAtEnd copy{server, name + "_copy"};
  const auto line = "the server " + server.place() + "\n";
  struct Case {
    std::vector<std::string> args;
    std::string word;
  };
  const std::vector<Case> cases{
      {{"db", "create", "--platform", "none", "--name", name}, "working on "},
      {{"db", "clone", server.url_of(name), "--name", name + "_copy"}, "working on "},
      {{"db", "gc", "--older-than", "3650d", "--dry-run"}, "dry run on "},
      {{"db", "exec", "--platform", "none", "--", "true"}, "working on "},
      {{"db", "drop", name, "--dry-run"}, "dry run on "},
      {{"db", "drop", name + "_copy"}, "working on "},
      {{"db", "drop", name}, "working on "},
  };
  for (const auto& [args, word] : cases) {
    const auto run = server.run(args);
    INFO(join(args, " ") << "\n" << run.err);
    CHECK(run.exit == 0);
    CHECK(run.err.starts_with(word + line));
    CHECK(run.err.find(line) == run.err.rfind(line));
    CHECK(run.out.find("working on") == std::string::npos);
  }
  const auto quiet = server.run({"-q", "db", "exec", "--platform", "none", "--", "true"});
  CHECK(quiet.exit == 0);
  CHECK(quiet.err.empty());
  // Where a question names the target, it is not named twice; what only reads names none.
  REQUIRE(server.run({"-q", "db", "create", "--platform", "none", "--name", name}).exit == 0);
  {
    const auto busy = pg::Session::open(server.conninfo(name), "somebody's tests");
    const auto asked = server.run({"db", "drop", name, "--yes"});
    INFO(asked.err);
    CHECK(asked.exit == 0);
    CHECK(asked.err.find("writing to postgres at ") != std::string::npos);
    CHECK(asked.err.find("working on") == std::string::npos);
  }
  CHECK(server.run({"db", "list"}).err.find("working on") == std::string::npos);
}

TEST_CASE("a protected target gets no test databases and is not copied") {
  const TestDatabase target{Template::empty};
  const auto name = target.conninfo().get("dbname").value_or("");
  target.execute(fmt::format("ALTER DATABASE {} SET admctl.protection = 'protected'", pg::quote(name)));
  const DatabaseServer server;
  for (const auto& args : {std::vector<std::string>{"--db", target.url(), "db", "create", "--platform", "none"},
                           {"--db", target.url(), "db", "list"},
                           {"--db", target.url(), "db", "exec", "--platform", "none", "--", "true"},
                           {"--db", server.url(), "db", "clone", name},
                           {"db", "clone", target.url()}}) {
    const auto run = run_admctl(args);
    CAPTURE(args, run.err);
    CHECK(run.exit == 6);
    CHECK(run.err.find("is protected") != std::string::npos);
  }
}

}  // namespace
}  // namespace admctl::test
