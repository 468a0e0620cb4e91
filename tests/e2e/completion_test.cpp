// Completion as the shells see it: what `admctl __complete` answers, and bash, zsh and fish asking it.
#include <algorithm>
#include <chrono>
#include <filesystem>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "lib/core/text.hpp"
#include "lib/platform/pack.hpp"
#include "tests/support/config_packs.hpp"
#include "tests/support/database.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

using Words = std::vector<std::string>;

// Patient, as the machine of the tests may be busy.
std::map<std::string, std::string> patient(const std::string& url = {}) {
  std::map<std::string, std::string> env{{"ADMCTL_COMPLETE_MS", "60000"}};
  if (!url.empty()) env["DATABASE_URL"] = url;
  return env;
}

RunResult ask(Words words, const RunOptions& options) {
  words.insert(words.begin(), {"__complete", "--"});
  const auto run = run_admctl(words, options);
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  return run;
}

// The candidates without their descriptions.
Words offered(const Words& words, const std::string& url = {}) {
  Words values;
  for (const auto& line : split(ask(words, {.env = patient(url)}).out, '\n')) {
    if (!line.empty()) values.push_back(line.substr(0, line.find('\t')));
  }
  return values;
}

bool has(const Words& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

std::string a_deal_in(const TestDatabase& database, const std::string& state) {
  return "deal/" + database.value("SELECT \"dealNumber\" FROM deals WHERE status = '" + state +
                                  "' ORDER BY \"dealNumber\" LIMIT 1");
}

Words next_states(const std::string& state) {
  return platform::load_builtin("admarket").find_kind("deal")->lifecycle.next_states(state);
}

// Takes connections and never says a word.
class MuteServer {
 public:
  MuteServer() : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    auto* address = reinterpret_cast<sockaddr*>(&place);
    REQUIRE(::bind(socket_, address, size) == 0);
    REQUIRE(::listen(socket_, 8) == 0);
    REQUIRE(::getsockname(socket_, address, &size) == 0);
    port_ = ntohs(place.sin_port);
  }
  ~MuteServer() { ::close(socket_); }
  MuteServer(const MuteServer&) = delete;
  MuteServer& operator=(const MuteServer&) = delete;

  std::string url() const { return "postgresql://who@127.0.0.1:" + std::to_string(port_) + "/what"; }

 private:
  int socket_;
  int port_ = 0;
};

TEST_CASE("completion offers the states that a record may move to, and no others") {
  const TestDatabase database{Template::seeded};
  for (const auto* state : {"AWAITING_PAYMENT", "CREATED"}) {
    const auto deal = a_deal_in(database, state);
    INFO(deal);
    CHECK(offered({"transition", deal, "--to", ""}, database.url()) == next_states(state));
    CHECK(offered({"transition", deal, "--to="}, database.url()) == next_states(state));
    CHECK(offered({"transition", deal, "--expect", ""}, database.url()) == Words{state});
  }
  const auto deal = a_deal_in(database, "AWAITING_PAYMENT");
  CHECK(offered({"transition", deal, "--to", "CAN"}, database.url()) == Words{"CANCELLED"});
  CHECK(offered({"--db", database.url(), "transition", deal, "--to", "CAN"}) == Words{"CANCELLED"});
  CHECK(offered({"transition", "deal/999999999", "--to", ""}, database.url()).empty());
}

TEST_CASE("completion offers kinds, then keys with their states") {
  const TestDatabase database{Template::seeded};
  CHECK(offered({"inspect", "de"}, database.url()) == Words{"deal/", "deals"});
  const auto all = offered({"inspect", "deal/"}, database.url());
  CHECK(all.size() == 40);
  const auto some = offered({"inspect", "deal/12"}, database.url());
  CHECK(has(some, "deal/12"));
  CHECK(has(some, "deal/120"));
  CHECK_FALSE(has(some, "deal/21"));
  CHECK(ask({"inspect", "deal/12"}, {.env = patient(database.url())}).out.find("deal/12\t") !=
        std::string::npos);
  const auto id = database.value("SELECT id FROM deals ORDER BY id LIMIT 1");
  CHECK(has(offered({"inspect", "deal/" + id.substr(0, 12)}, database.url()), "deal/" + id));
}

TEST_CASE("completion offers operations and databases of the target") {
  const TestDatabase database{Template::seeded};
  const auto operation = database.value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1");
  CHECK(has(offered({"op", "show", ""}, database.url()), operation));
  CHECK(offered({"op", "undo", operation.substr(0, 20)}, database.url())
            .front()
            .starts_with(operation.substr(0, 20)));
  CHECK(has(offered({"db", "url", ""}, database.url()), database.conninfo().get("dbname").value()));
}

TEST_CASE("completion offers tables and columns of the target, but none that hold secrets") {
  const TestDatabase database{Template::seeded};
  const auto url = database.url();
  CHECK(offered({"schema", "describe", "deal_ev"}, url) == Words{"deal_events"});
  CHECK(has(offered({"schema", "tables", ""}, url), "users"));
  CHECK(has(offered({"schema", "erd", "deals", "us"}, url), "users"));
  CHECK(has(offered({"schema", "describe", "--schema", ""}, url), "admctl"));
  CHECK(offered({"schema", "describe", "--schema", "admctl", "operat"}, url) == Words{"operation"});
  CHECK(has(offered({"inspect", "deals", "--where", ""}, url), "dealNumber="));
  CHECK(offered({"inspect", "deals", "--where", "status=FUN"}, url) == Words{"status=FUNDED"});
  CHECK(has(offered({"transition", "deals", "--where", "deal"}, url), "dealNumber="));
  CHECK(offered({"inspect", "deals", "--where", "notes=a,b"}, url).empty());
  CHECK(has(offered({"inspect", "deals", "--sort", ""}, url), "updatedAt"));
  CHECK(has(offered({"inspect", "deals", "--sort", "-upd"}, url), "-updatedAt"));
  // Without the database what the pack knows is there.
  const std::string nowhere = "postgresql://x@/x?host=/nowhere";
  CHECK(has(offered({"inspect", "deals", "--sort", ""}, nowhere), "created"));
  CHECK(offered({"schema", "describe", ""}, nowhere).empty());

  const auto pack = platform::load_builtin("admarket");
  std::size_t hidden = 0;
  for (const auto& kind : pack.kinds) {
    const auto shown = offered({"inspect", kind.plural, "--where", ""}, url);
    INFO(kind.name);
    CHECK_FALSE(shown.empty());
    for (const auto& column : shown)
      CHECK_FALSE(pack.is_in_class("secret", kind.table, column.substr(0, column.size() - 1)));
    const auto all = database.value(
        "SELECT count(*) FROM information_schema.columns WHERE table_schema = "
        "'public' AND table_name = '" +
        kind.table + "'");
    hidden += std::stoul(all) - shown.size();
  }
  CHECK(hidden > 0);
}

TEST_CASE("completion offers plans to those who approve and resume them, and revisions of settings") {
  const TestDatabase database{Template::seeded};
  const RunOptions options{.env = {{"DATABASE_URL", database.url()}}};
  const auto run = [&](const Words& words) {
    const auto result = run_admctl(words, options);
    INFO(join(words, " ") << "\n" << result.err);
    REQUIRE(result.exit == 0);
    return result.out;
  };
  const auto revision = [&] {
    return offered({"config", "set", "platform_fee_bps", "1", "--expect", ""}, database.url());
  };
  const auto before = revision();
  REQUIRE(before.size() == 1);
  run({"config", "set", "platform_fee_bps", "450", "--yes", "--expect", before.front()});
  CHECK(revision() != before);
  run({"config", "rollback", "platform_fee_bps", "--dry-run", "--to", before.front()});
  CHECK(has(offered({"config", "rollback", "platform_fee_bps", "--to", ""}, database.url()), before.front()));
  CHECK(has(offered({"op", "list", "--kind", ""}, database.url()), "config.set"));
  CHECK_FALSE(offered({"op", "list", "--actor", ""}, database.url()).empty());

  CHECK(offered({"op", "approve", ""}, database.url()).empty());
  database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = %L', current_database(), "
      "'protected'); END $$");
  const auto deal = a_deal_in(database, "AWAITING_PAYMENT");
  const auto asked = run_admctl({"transition", deal, "--to", "CANCELLED", "--force", "--reason", "test",
                                 "--ticket", "T-1", "--write", "--confirm=" + deal},
                                options);
  INFO(asked.err);
  REQUIRE(asked.exit == 7);
  const auto waiting = offered({"op", "approve", ""}, database.url());
  REQUIRE(waiting.size() == 1);
  CHECK(offered({"op", "resume", ""}, database.url()) == waiting);
  CHECK(has(offered({"op", "show", ""}, database.url()), waiting.front()));
}

TEST_CASE("completion offers the versions of a document to be activated") {
  const TestDatabase database{Template::empty};
  database.execute(contract_tables);
  const TempFolder folder;
  write_contract_pack(folder);
  database.execute(
      "INSERT INTO contract_templates (id, version, name, terms, \"isActive\", \"updatedAt\") VALUES "
      "('a', '1.0.0', 'first', '{}', true, now()), ('b', '1.1.0', 'second', '{}', false, now())");
  const auto pack = folder.path().string();
  const auto asked =
      ask({"--platform", pack, "config", "activate", "contract", ""}, {.env = patient(database.url())});
  CHECK(asked.out == "1.0.0\tactive\n1.1.0\tsecond\n");
  CHECK(offered({"--platform", pack, "config", "publish", "contract", ""}, database.url()).empty());
}

TEST_CASE("completion knows what is in the pack without a database") {
  CHECK(has(offered({"--platform", ""}), "spikeland"));
  CHECK(offered({"platform", "show", "ad"}) == Words{":files", "admarket"});
  CHECK(has(offered({"lifecycle", ""}), "deal"));
  CHECK(has(offered({"seed", "scenario", ""}), "paid-still-waiting"));
  CHECK(has(offered({"recover", "deal/1", ""}), "paid-still-waiting"));
  CHECK(has(offered({"config", "get", "plat"}), "platform_fee_bps"));
  CHECK(has(offered({"migrate", "up", "--to", "2025"}), "20251009141205_init_users_and_channels"));
  CHECK(has(offered({"inspect", "deals", "--state", ""}), "FUNDED"));
  CHECK(offered({"inspect", "deals", "--state", "FUNDED,AWAITING_PA"}) == Words{"AWAITING_PAYMENT"});
  CHECK(has(offered({"transition", "deal/1", "--to", "POSTED", "--set", ""}), "postedMessageId="));
  CHECK(has(offered({"check", "--id", ""}), offered({"inspect", "deals", "--problem", ""}).front()));
  CHECK(offered({"explain", "ADM-210"}).size() >= 8);
  CHECK(offered({"explain", "ADM-P001"}) == Words{"ADM-P001"});
  CHECK(offered({"--platform", "spikeland", "seed", "scenario", ""}) !=
        offered({"--platform", "admarket", "seed", "scenario", ""}));
  CHECK(offered({"migrate", "lint", "20251009"}) == Words{":files", "20251009141205_init_users_and_channels"});
  CHECK(offered({"target", "add", "x", "--for", "ad"}) == Words{":files", "admarket"});
  CHECK(offered({"audit", "export", "--format", "o"}) == Words{"ocsf"});
  CHECK(offered({"audit", "export", "--source", "e"}) == Words{"events"});
}

TEST_CASE("completion offers targets and their groups") {
  const TempFolder home;
  home.write("admctl/config.yaml",
             "targets:\n  staging: {url: 'postgresql://localhost/s', groups: [eu]}\n"
             "  production: {url: 'postgresql://localhost/p', protection: protected, groups: [eu, paying]}\n");
  const auto offers = [&](const Words& words) {
    auto env = patient();
    env["XDG_CONFIG_HOME"] = home.path().string();
    return ask(words, {.env = env}).out;
  };
  CHECK(offers({"-t", ""}) == "local\tthe embedded database\nstaging\nproduction\tprotected\n");
  CHECK(offers({"check", "--targets", "local,@"}) == "@eu\ta group\n@paying\ta group\n");
  CHECK(offers({"target", "show", "pro"}) == "production\tprotected\n");
  CHECK(offers({"target", "remove", ""}) == "staging\nproduction\tprotected\n");
}

TEST_CASE("completion is silent about everything that goes wrong") {
  const RunOptions nowhere{.env = patient("postgresql://nobody@/nothing?host=/nowhere")};
  CHECK(ask({"inspect", "deal/"}, nowhere).out.empty());
  CHECK(ask({"--db", "not a url", "inspect", "deal/"}, nowhere).out.empty());
  CHECK(ask({"--platform", "./nowhere", "lifecycle", ""}, nowhere).out.empty());
  CHECK(ask({"no", "such", "command", ""}, nowhere).out.empty());
  CHECK(ask({}, nowhere).out.empty());
  CHECK(ask({"--db"}, nowhere).out.empty());
  const TestDatabase empty{Template::empty};
  CHECK(offered({"inspect", "deal/"}, empty.url()).empty());
  CHECK(offered({"op", "show", ""}, empty.url()).empty());
  CHECK(empty.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'admctl'") == "0");
}

TEST_CASE("completion gives up on a server that does not answer") {
  const MuteServer mute;
  const auto before = std::chrono::steady_clock::now();
  CHECK(ask({"inspect", "deal/"}, {.env = {{"DATABASE_URL", mute.url()}}}).out.empty());
  // 300 ms, and what a busy machine adds.
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{20});
}

TEST_CASE("completion starts no embedded server") {
  const TempFolder home;
  CHECK(ask({"inspect", "deal/"}, {.env = patient(), .home = home.path()}).out.empty());
  CHECK(std::filesystem::is_empty(home.path()));
}

// A shell with the script of this binary, and this binary as `admctl`.
class Shell {
 public:
  explicit Shell(const std::string& name) : name_{name} {
    std::filesystem::create_directory(folder_.path() / "bin");
    std::filesystem::create_symlink(ADMCTL_BINARY, folder_.path() / "bin" / "admctl");
    folder_.write("script", run_admctl({"completion", name}).out);
  }
  static bool is_installed(const std::string& name) {
    return run_shell("command -v " + name + " >/dev/null").exit == 0;
  }
  std::string script() const { return (folder_.path() / "script").string(); }
  std::map<std::string, std::string> environment(const std::string& url) const {
    auto env = patient(url);
    env["PATH"] = (folder_.path() / "bin").string() + ":/usr/local/bin:/usr/bin:/bin";
    env["LC_ALL"] = "C.UTF-8";
    env["PS1"] = "ready> ";
    return env;
  }
  // What is on the screen after `typed` and, once `awaited` has come, the end of the line.
  std::string screen(const Words& program, const Words& prepare, const std::string& typed,
                     const std::string& awaited, const std::string& url) const {
    std::string setup;
    for (const auto& line : prepare) setup += line + "; ";
    const std::vector<Answer> answers{{"ready> ", setup + "echo prepar''ed\r"},
                                      {"prepared", typed},
                                      {awaited,
                                       "\x15"
                                       "exit\r"}};
    return run_program_on_pty(program, answers, environment(url)).screen;
  }

 private:
  std::string name_;
  TempFolder folder_;
};

TEST_CASE("the completion scripts are valid for their shells") {
  for (const std::string name : {"bash", "zsh", "fish"}) {
    INFO(name);
    if (!Shell::is_installed(name)) continue;
    const Shell shell{name};
    CHECK(run_shell(name + " -n '" + shell.script() + "'").exit == 0);
  }
}

TEST_CASE("bash completes words, flags, values, and legal next states from the database") {
  const TestDatabase database{Template::seeded};
  const auto deal = a_deal_in(database, "AWAITING_PAYMENT");
  const Shell shell{"bash"};
  const auto shows = [&](const std::string& typed, const std::string& awaited) {
    const auto screen = shell.screen({"bash", "--norc", "--noprofile", "-i"},
                                     {"bind 'set enable-bracketed-paste off'", "source " + shell.script()},
                                     typed, awaited, database.url());
    return screen.find(awaited) != std::string::npos;
  };
  CHECK(shows("admctl platf\tsh\t", "admctl platform show "));
  CHECK(shows("admctl help lifec\t", "admctl help lifecycle "));
  CHECK(shows("admctl inspect deals --outp\tjsonl", "--output jsonl"));
  CHECK(shows("admctl inspect deals --output=ya\t", "--output=yaml "));
  CHECK(shows("admctl inspect dea\t\t\t", "deals"));
  CHECK(shows("admctl inspect deals --state FUNDED,AWAITING_PAY\t", "FUNDED,AWAITING_PAYMENT "));
  CHECK(shows("admctl transition " + deal + " --to CAN\t", "--to CANCELLED "));
  CHECK(shows("admctl transition " + deal + " --to=CAN\t", "--to=CANCELLED "));
  CHECK(shows("admctl inspect deals --where dealNum\t", "--where dealNumber="));
  CHECK(shows("admctl inspect deals --where status=FUN\t", "--where status=FUNDED "));
  CHECK(shows("admctl schema describe deal_ev\t", "describe deal_events "));
  CHECK(shows("admctl --db '" + database.url() + "' transition " + deal + " --to CAN\t", "--to CANCELLED "));
  const auto listed = shell.screen({"bash", "--norc", "--noprofile", "-i"}, {"source " + shell.script()},
                                   "admctl transition " + deal + " --to \t\t", "EXPIRED", database.url());
  for (const auto& state : next_states("AWAITING_PAYMENT")) CHECK(listed.find(state) != std::string::npos);
  CHECK(listed.find("POSTED") == std::string::npos);
}

TEST_CASE("zsh completes words, flags, values, and legal next states from the database") {
  if (!Shell::is_installed("zsh")) return;
  const TestDatabase database{Template::seeded};
  const auto deal = a_deal_in(database, "AWAITING_PAYMENT");
  const Shell shell{"zsh"};
  const Words prepare{"autoload -Uz compinit", "compinit -u -D", "unsetopt zle_bracketed_paste",
                      "source " + shell.script()};
  const auto shows = [&](const std::string& typed, const std::string& awaited) {
    const auto screen = shell.screen({"zsh", "-f", "-i"}, prepare, typed, awaited, database.url());
    return screen.find(awaited) != std::string::npos;
  };
  // zsh draws only what is new on the line.
  CHECK(shows("admctl platf\t", "orm"));
  CHECK(shows("admctl inspect deals --state FUNDED,AWAITING_PAY\t", "MENT"));
  CHECK(shows("admctl transition " + deal + " --to CAN\t", "CELLED"));
  CHECK(shows("admctl transition " + deal + " --to=CAN\t", "CELLED"));
  CHECK(shows("admctl inspect deals --where status=FUN\t", "DED"));
  CHECK(shows("admctl schema describe deal_ev\t", "ents"));
  const auto listed = shell.screen({"zsh", "-f", "-i"}, prepare, "admctl transition " + deal + " --to \t",
                                   "timed out", database.url());
  for (const auto& state : next_states("AWAITING_PAYMENT")) CHECK(listed.find(state) != std::string::npos);
  CHECK(listed.find("deposit seen on chain") != std::string::npos);
  CHECK(listed.find("POSTED") == std::string::npos);
}

TEST_CASE("fish completes words, flags, values, and legal next states from the database") {
  if (!Shell::is_installed("fish")) return;
  const TestDatabase database{Template::seeded};
  const auto deal = a_deal_in(database, "AWAITING_PAYMENT");
  const Shell shell{"fish"};
  const auto offers = [&](const std::string& typed) {
    std::vector<std::string> environment;
    for (const auto& [name, value] : shell.environment(database.url()))
      environment.push_back(name + '=' + value);
    const TempFolder home;
    environment.push_back("HOME=" + home.path().string());
    environment.push_back("XDG_DATA_HOME=" + home.path().string());
    const auto run = run_shell("fish --no-config -c 'source $argv[1]; complete -C \"$argv[2]\"' \"$1\" \"$2\"",
                               {shell.script(), typed}, environment);
    Words values;
    for (const auto& line : split(run.out, '\n')) {
      if (!line.empty()) values.push_back(line.substr(0, line.find('\t')));
    }
    std::ranges::sort(values);
    return values;
  };
  auto states = next_states("AWAITING_PAYMENT");
  std::ranges::sort(states);
  CHECK(offers("admctl platf") == Words{"platform"});
  CHECK(offers("admctl transition " + deal + " --to ") == states);
  CHECK(offers("admctl transition " + deal + " --to=CAN") == Words{"--to=CANCELLED"});
  CHECK(offers("admctl inspect deals --state FUNDED,AWAITING_PAY") == Words{"FUNDED,AWAITING_PAYMENT"});
  CHECK(has(offers("admctl inspect deal/12"), "deal/12"));
  CHECK(offers("admctl inspect deals --where status=FUN") == Words{"status=FUNDED"});
  CHECK(offers("admctl schema describe deal_ev") == Words{"deal_events"});
  CHECK(has(offers("admctl seed scenario "), "paid-still-waiting"));
}

}  // namespace
}  // namespace admctl::test
