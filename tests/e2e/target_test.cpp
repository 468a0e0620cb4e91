// Targets by name, and what their protection asks for.
#include <catch2/catch.hpp>

#include <filesystem>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/pg/sql.hpp"
#include "tests/support/database.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

// A home with a file of targets, and one database that it names.
class Named {
 public:
  explicit Named(Template from = Template::seeded) : database{from} {}

  void write(const std::string& settings) const {
    folder.write("home/.config/admctl/config.yaml",
                 "targets:\n  it:\n    url: " + database.url() + "\n" + settings);
  }
  RunOptions options() const {
    return {.env = {{"XDG_CONFIG_HOME", (folder.path() / "home/.config").string()}}, .cwd = folder.path()};
  }
  RunResult run(std::vector<std::string> args) const { return run_admctl(args, options()); }
  RunResult on_it(std::vector<std::string> args) const {
    args.insert(args.end(), {"-t", "it"});
    return run(args);
  }
  std::string file() const { return (folder.path() / "home/.config/admctl/config.yaml").string(); }

  TestDatabase database;
  TempFolder folder;
};

std::vector<std::string> with(std::vector<std::string> args, const std::vector<std::string>& more) {
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

// A key of the pack's configuration with a number as its value.
std::vector<std::string> change_of(const Named& named) {
  const auto listed = parse_json(named.on_it({"config", "list", "-o", "json"}).out);
  for (const auto& row : *listed.at("rows").as_array()) {
    const auto text = to_json(row.at("value"));
    if (!text.empty() && text.find_first_not_of("0123456789\"") == std::string::npos)
      return {"config", "set", row.at("key").string_or(""),
              text.front() == '"' ? text.substr(1, text.size() - 2) : text};
  }
  throw std::logic_error{"no number among the settings"};
}

TEST_CASE("targets are added, listed, shown with the origin of each setting, and removed") {
  const Named named{Template::empty};
  const auto add = named.run({"target", "add", "shop", "--url", "postgresql://ops:${PW}@db.example.com/app",
                              "--protection", "protected", "--group", "eu,all", "--replica",
                              "postgresql://r.example.com/app", "--for", "admarket"});
  CAPTURE(add.err);
  REQUIRE(add.exit == 0);
  CHECK(std::filesystem::status(named.file()).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(named.run({"target", "add", "shop", "--url", "postgresql://x/y"}).exit == 5);
  CHECK(named.run({"target", "add", "here", "--service", "here", "--project"}).exit == 0);
  CHECK(std::filesystem::exists(named.folder.path() / ".admctl.yaml"));

  const auto list = parse_json(named.run({"target", "list", "-o", "json"}).out);
  REQUIRE(list.at("rows").as_array()->size() == 3);
  const auto& first = list.at("rows").as_array()->front();
  CHECK(first.at("name") == Value{"shop"});
  CHECK(first.at("url") == Value{"postgresql://ops:${PW}@db.example.com/app"});
  CHECK(first.at("groups") == Value{"eu, all"});

  auto options = named.options();
  options.env["PW"] = "hunter2";
  const auto origin = run_admctl({"target", "show", "shop", "--origin", "-o", "json"}, options);
  CAPTURE(origin.out, origin.err);
  REQUIRE(origin.exit == 0);
  CHECK(origin.out.find("hunter2") == std::string::npos);
  CHECK(origin.out.find(named.file() + ":3:") != std::string::npos);
  CHECK(origin.out.find("verify-full") != std::string::npos);
  const auto shown = parse_json(run_admctl({"target", "show", "shop", "-o", "json"}, options).out).at("target");
  CHECK(shown.at("protection") == Value{"protected"});
  CHECK(shown.at("replica") == Value{"postgresql://r.example.com/app?sslmode=verify-full"});
  const auto missing = named.run({"target", "show", "shop"});
  CHECK(missing.exit == 78);
  CHECK(missing.err.find("PW is not set") != std::string::npos);
  CHECK(missing.err.find("config.yaml:3:") != std::string::npos);

  CHECK(named.run({"target", "remove", "here"}).exit == 3);
  CHECK(named.run({"target", "remove", "here", "--project"}).exit == 0);
  CHECK(named.run({"target", "remove", "shop"}).exit == 0);
  CHECK(parse_json(named.run({"target", "list", "-o", "json"}).out).at("rows").as_array()->size() == 1);
}

TEST_CASE("a password on the command line of target add is refused and written nowhere") {
  const Named named{Template::empty};
  const auto run = named.run({"target", "add", "shop", "--url", "postgresql://ops:hunter2@db/app"});
  CHECK(run.exit == 78);
  CHECK(run.err.find("hunter2") == std::string::npos);
  CHECK(run.err.find("${VARIABLE}") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(named.file()));
}

TEST_CASE("a wrong file of targets is an error with its place, and does not matter with --db") {
  const Named named{Template::empty};
  named.write("    protecton: open\n");
  const auto run = named.run({"target", "list"});
  CHECK(run.exit == 78);
  CHECK(run.err.find("config.yaml:4:5") != std::string::npos);
  CHECK(run.err.find("Did you mean 'protection'?") != std::string::npos);
  CHECK(named.run({"--db", named.database.url(), "target", "show"}).exit == 0);
}

TEST_CASE("target test connects and tells what it finds, or ends with 4") {
  const Named named{Template::migrated};
  named.write("  gone:\n    url: postgresql:///app?host=/nowhere\n");
  const auto run = named.run({"target", "test", "it", "-o", "json", "--exit-code"});
  CAPTURE(run.out, run.err);
  REQUIRE(run.exit == 0);
  const auto rows = parse_json(run.out);
  std::vector<std::string> checks;
  for (const auto& row : *rows.at("rows").as_array()) {
    checks.push_back(row.at("check").string_or(""));
    CHECK(row.at("outcome") == Value{"ok"});
  }
  CHECK(checks ==
        std::vector<std::string>{"connection", "server", "role", "standby", "tls", "protection", "platform"});
  const auto gone = named.run({"target", "test", "gone"});
  CHECK(gone.exit == 4);
  CHECK(gone.out.find("failed") != std::string::npos);
  const Named empty{Template::empty};
  empty.write("");
  CHECK(empty.run({"target", "test", "it"}).exit == 0);
  CHECK(empty.run({"target", "test", "it", "--exit-code"}).exit == 10);
}

TEST_CASE("a target to be confirmed asks on a terminal, and names --yes elsewhere") {
  const Named named;
  named.write("    protection: confirm\n");
  const auto change = change_of(named);
  const auto unasked = named.on_it(change);
  CAPTURE(unasked.err);
  CHECK(unasked.exit == 2);
  CHECK(unasked.err.find("writing to it (") != std::string::npos);
  CHECK(unasked.err.find("add --yes") != std::string::npos);
  CHECK(named.on_it(with(change, {"--dry-run"})).exit == 0);
  CHECK(named.on_it(with(change, {"--yes"})).exit == 0);
  CHECK(named.on_it({"config", "list"}).exit == 0);
  const auto env = named.options().env;
  const auto on_terminal = [&](const std::string& answer) {
    return run_on_pty(with(change, {"-t", "it"}), {{"[y/N]", answer + "\n"}}, env);
  };
  CHECK(on_terminal("n").exit == 11);
  const auto yes = on_terminal("y");
  CAPTURE(yes.screen);
  CHECK(yes.exit == 0);
  CHECK(yes.screen.find("config set on it (") != std::string::npos);
}

TEST_CASE("a protected target is only read unless --write, --reason and --ticket are given") {
  const Named named;
  const bool by_file = GENERATE(true, false);
  named.write(by_file ? "    protection: protected\n" : "");
  if (!by_file) {
    named.database.execute(fmt::format("ALTER DATABASE {} SET admctl.protection = 'protected'",
                                       pg::quote(*named.database.conninfo().get("dbname"))));
  }
  CAPTURE(by_file);
  const auto change = change_of(named);
  const std::vector<std::string> all{"--write", "--reason", "INC-7", "--ticket", "INC-7"};
  const auto refused = named.on_it(with(change, {"--yes"}));
  CAPTURE(refused.err);
  CHECK(refused.exit == 6);
  CHECK(refused.err.find("ADM-1110") != std::string::npos);
  CHECK(refused.err.find("--write, --reason, --ticket") != std::string::npos);
  CHECK(named.on_it(with(change, {"--yes", "--write", "--reason", "x"})).exit == 6);
  CHECK(named.on_it(with(change, all)).exit == 2);
  const auto done = named.on_it(with(with(change, all), {"--yes"}));
  CAPTURE(done.err);
  CHECK(done.exit == 0);

  // Nothing is pending, so nothing is asked of who runs it; for the next migration it is.
  CHECK(named.on_it({"migrate", "up", "--dry-run"}).exit == 0);
  const TestDatabase empty{Template::empty};
  empty.execute(fmt::format("ALTER DATABASE {} SET admctl.protection = 'protected'",
                            pg::quote(*empty.conninfo().get("dbname"))));
  CHECK(run_admctl({"--db", empty.url(), "migrate", "up", "--dry-run"}).exit == 6);
  CHECK(run_admctl({"--db", empty.url(), "migrate", "up", "--dry-run", "--write"}).exit == 0);
  CHECK(named.on_it({"migrate", "status"}).exit == 0);
  CHECK(named.on_it({"check", "--severity", "error"}).exit == 0);
  CHECK(named.on_it(with({"seed", "demo", "--deals", "3", "--yes"}, all)).exit == 6);
  CHECK(named.on_it(with({"db", "create", "--platform", "none"}, all)).exit == 6);
  const auto bulk =
      with({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--max", "1000"}, all);
  CHECK(named.on_it(bulk).exit == 7);
}

TEST_CASE("a target of the project is found from a folder below it") {
  const Named named{Template::empty};
  named.folder.write(".admctl.yaml",
                     "default: mine\ntargets:\n  mine:\n    url: " + named.database.url() + "\n");
  named.folder.write("deep/er/x", "");
  auto options = named.options();
  options.cwd = named.folder.path() / "deep/er";
  const auto shown = run_admctl({"target", "show", "-o", "json"}, options);
  CAPTURE(shown.err);
  CHECK(parse_json(shown.out).at("target").at("name") == Value{"mine"});
  CHECK(run_admctl({"-t", "local", "target", "show", "-o", "json"}, options).out.find("\"embedded\": true") !=
        std::string::npos);
}

}  // namespace
}  // namespace admctl::test
