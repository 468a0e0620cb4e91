#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "commands/registry.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/support/run_admctl.hpp"

using namespace admctl;
using test::run_admctl;
using Args = std::vector<std::string>;

namespace {

std::string file(const std::filesystem::path& path) {
  std::ifstream stream{path};
  REQUIRE(stream);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("asked for its version, it names the libraries too") {
  const auto run = run_admctl({"--version"});
  CHECK(run.exit == 0);
  CHECK(run.out.starts_with("admctl "));
  for (const auto* library :
       {"\nlibpqxx ", "\nlibpq ", "\nlibpg_query ", "\nPostgreSQL grammar ", "\ncompiler "}) {
    CHECK(run.out.find(library) != std::string::npos);
  }
  CHECK(run.err.empty());
}

TEST_CASE("help is the same however it is asked for") {
  const auto root = run_admctl({"--help"});
  CHECK(root.exit == 0);
  CHECK(root.out.find("Global flags:") != std::string::npos);
  CHECK(root.err.empty());
  CHECK(run_admctl({"help"}).out == root.out);
  CHECK(run_admctl({"-h"}).out == root.out);

  const auto command = run_admctl({"platform", "show", "--help"});
  CHECK(command.exit == 0);
  CHECK(command.out.starts_with("admctl platform show: "));
  CHECK(run_admctl({"help", "platform", "show"}).out == command.out);
  CHECK(run_admctl({"--help", "platform", "show"}).out == command.out);
  CHECK(run_admctl({"platform", "-o", "json", "show", "-h"}).out == command.out);
  CHECK(run_admctl({"help", "platform"}).out.starts_with("admctl platform: "));
}

TEST_CASE("every command has a help page") {
  for (const auto& command : commands::all_commands()) {
    INFO(command.name);
    auto args = split(command.name, ' ');
    args.emplace_back("--help");
    const auto run = run_admctl(args);
    CHECK(run.exit == 0);
    CHECK(run.out.starts_with("admctl " + std::string{command.name} + ": "));
  }
}

TEST_CASE("a group alone shows its help on stderr and fails") {
  const auto nothing = run_admctl({});
  CHECK(nothing.exit == 2);
  CHECK(nothing.out.empty());
  CHECK(nothing.err == run_admctl({"--help"}).out);
  const auto group = run_admctl({"platform"});
  CHECK(group.exit == 2);
  CHECK(group.err == run_admctl({"platform", "--help"}).out);
}

TEST_CASE("what is not understood ends with 2 and says what was meant") {
  const std::vector<std::pair<Args, std::string>> cases{
      {{"platfrom", "list"}, "error ADM-1001: unknown command 'platfrom'. Did you mean 'platform'?\n"},
      {{"platform", "lst"}, "error ADM-1001: unknown command 'platform lst'. Did you mean 'list'?\n"},
      {{"platform", "list", "--ouput", "json"},
       "error ADM-1001: unknown flag --ouput. Did you mean '--output'?\n"},
      {{"platform", "list", "more"},
       "error ADM-1001: unexpected argument 'more'\nhint: 'admctl platform list --help' tells what it takes\n"},
      {{"platform", "list", "--out", "json"}, "error ADM-1001: unknown flag --out."},
  };
  for (const auto& [args, message] : cases) {
    const auto run = run_admctl(args);
    CHECK(run.exit == 2);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with(message));
  }
}

TEST_CASE("errors are JSON on stderr when JSON is wanted, even about the command line itself") {
  for (const auto& format :
       {Args{"-o", "json"}, Args{"-ojson"}, Args{"--output=json"}, Args{"--output", "jsonl"}}) {
    auto args = Args{"platfrom"};
    args.insert(args.end(), format.begin(), format.end());
    const auto run = run_admctl(args);
    CHECK(run.exit == 2);
    CHECK(run.out.empty());
    const auto error = parse_json(run.err);
    CHECK(error.at("code") == Value{"ADM-1001"});
    CHECK(error.at("exit") == Value{2});
    CHECK(error.at("retryable") == Value{false});
    CHECK(error.at("operation").is_null());
    CHECK(error.at("hint").as_string() != nullptr);
  }
}

TEST_CASE("an unknown platform is not found, a wrong URL a wrong command line") {
  CHECK(run_admctl({"platform", "show", "nowhere"}).exit == 3);
  CHECK(run_admctl({"platform", "show"}, {.env = {{"ADMCTL_PLATFORM", "nowhere"}}}).exit == 3);
  const auto run = run_admctl({"target", "show", "--db", "postgresql://u:s3cret@[h/d"});
  CHECK(run.exit == 2);
  CHECK(run.err.find("s3cret") == std::string::npos);
}

TEST_CASE("a database that is not there ends with 4") {
  const auto run = run_admctl({"inspect", "deals", "--db", "postgresql://ops@127.0.0.1:1/app"});
  CHECK(run.exit == 4);
  CHECK(run.err.starts_with("error ADM-4001: cannot connect to app on 127.0.0.1:1\n"));
}

TEST_CASE("the target is named by the flag before the environment") {
  const test::RunOptions options{
      .env = {{"DATABASE_URL", "postgresql://b.example/two"}, {"PGHOST", "c.example"}}};
  const auto origin = [&](Args more) {
    Args args{"target", "show", "-o", "json"};
    args.insert(args.end(), more.begin(), more.end());
    return parse_json(run_admctl(args, options).out).at("target").at("origin").string_or("");
  };
  CHECK(origin({}) == "DATABASE_URL");
  CHECK(origin({"--db", "postgresql://u:secret@a.example/one"}) == "--db");
  CHECK(parse_json(run_admctl({"target", "show", "-o", "json"}).out).at("target").at("embedded") ==
        Value{true});
}

TEST_CASE("passwords are not shown") {
  const auto run = run_admctl({"target", "show", "--db", "postgresql://u:s3cret@h/d"});
  CHECK(run.exit == 0);
  CHECK((run.out + run.err).find("s3cret") == std::string::npos);
}

TEST_CASE("stdout that cannot be written is an error") {
  const auto full = run_admctl({"explain"}, {.out = "/dev/full"});
  CHECK(full.exit == 1);
  CHECK(full.err == "error ADM-1104: cannot write to standard output\n  No space left on device\n");
  const auto closed = run_admctl({"explain"}, {.close_out = true});
  CHECK(closed.exit == 1);
  CHECK(closed.err.starts_with("error ADM-1104: "));
  CHECK(run_admctl({"--version"}, {.close_out = true}).exit == 1);
}

TEST_CASE("a reader that goes away ends the run quietly") {
  test::RunningAdmctl run{{"explain"}};
  run.close_reader();
  const auto result = run.finish();
  CHECK(result.exit == 0);
  CHECK(result.err.empty());
}

TEST_CASE("explain knows every code") {
  for (const auto& code : all_codes()) {
    const auto run = run_admctl({"explain", code_name(code), "-o", "json"});
    CHECK(run.exit == 0);
    const auto error = parse_json(run.out).at("error");
    CHECK(error.at("summary") == Value{code.summary});
    CHECK(error.at("exit") == Value{static_cast<int>(code.exit)});
  }
  CHECK(run_admctl({"explain", "2103"}).out == run_admctl({"explain", "adm-2103"}).out);
  CHECK(run_admctl({"explain", "9999"}).exit == 2);
}

TEST_CASE("lists come in every format") {
  CHECK(run_admctl({"platform", "list", "-o", "name"}).out.find("admarket\n") != std::string::npos);
  CHECK(
      run_admctl({"explain", "-o", "csv", "--fields", "code,exit"}).out.starts_with("code,exit\nADM-1001,2\n"));
  CHECK(run_admctl({"explain", "-o", "jsonl"})
            .out.starts_with(
                R"({"code":"ADM-1001","exit":2,"summary":"the command line is not valid","of":"error"})"));
  CHECK(run_admctl({"explain", "-o", "yaml"}).out.starts_with("schemaVersion: 1\nrows:\n- code: ADM-1001\n"));
  CHECK(run_admctl({"explain", "--no-headers"}).out.starts_with("ADM-1001"));
  CHECK(run_admctl({"explain", "--fields", "cod"}).exit == 2);
}

TEST_CASE("the files in completions/ are what the binary makes") {
  const std::filesystem::path folder = ADMCTL_SOURCE_DIR "/completions";
  const std::vector<std::pair<std::string, Args>> files{{"admctl.bash", {"completion", "bash"}},
                                                        {"_admctl", {"completion", "zsh"}},
                                                        {"admctl.fish", {"completion", "fish"}}};
  for (const auto& [name, args] : files) {
    INFO("renew it: admctl " << join(args, " ") << " > completions/" << name);
    CHECK(file(folder / name) == run_admctl(args).out);
  }
}

TEST_CASE("the manual pages in completions/ are what the binary makes, one for each first word") {
  const std::filesystem::path folder = ADMCTL_SOURCE_DIR "/completions";
  const test::TempFolder made;
  REQUIRE(run_admctl({"reference", "man", "--dir", made.path().string()}).exit == 0);
  const auto pages_in = [](const std::filesystem::path& dir) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{dir}) {
      if (entry.path().extension() == ".1") names.insert(entry.path().filename().string());
    }
    return names;
  };
  const auto pages = pages_in(made.path());
  INFO("renew them: admctl reference man --dir completions, and remove what is no longer made");
  CHECK(pages_in(folder) == pages);
  CHECK(pages.contains("admctl-migrate.1"));
  CHECK(pages.contains("admctl-inspect.1"));
  CHECK_FALSE(pages.contains("admctl-reference.1"));
  for (const auto& page : pages) {
    INFO(page);
    CHECK(file(folder / page) == file(made.path() / page));
  }
  CHECK(run_admctl({"reference", "man", "migrate"}).out == file(made.path() / "admctl-migrate.1"));
  CHECK(run_admctl({"reference", "man", "nothing"}).exit == 2);
}

TEST_CASE("no manual page makes man complain") {
  // Where man is not installed there is nobody to complain.
  if (std::system("command -v man >/dev/null") != 0) return;
  const test::TempFolder made;
  REQUIRE(run_admctl({"reference", "man", "--dir", made.path().string()}).exit == 0);
  for (const auto& entry : std::filesystem::directory_iterator{made.path()}) {
    INFO(entry.path());
    const auto said = (made.path() / "said").string();
    const auto command = "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z '" +
                         entry.path().string() + "' 2>'" + said + "' >/dev/null";
    CHECK(std::system(command.c_str()) == 0);
    CHECK(file(said).empty());
  }
}

TEST_CASE("an argument that is not UTF-8 is refused before anything is done") {
  const auto run = run_admctl({"op", "list", "--actor", "caf\xe9"});
  CHECK(run.exit == 2);
  CHECK(run.err ==
        "error ADM-1001: an argument is not valid UTF-8 at its byte 4: caf\\xe9\nhint: check the encoding of "
        "your terminal or script\n");
}
