// The README's section on test databases does what it says: every line of it is run.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "tests/support/embedded_home.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view heading = "## Test databases\n";

std::string section() {
  std::ifstream file{fs::path{ADMCTL_SOURCE_DIR} / "README.md"};
  std::ostringstream text;
  text << file.rdbuf();
  const auto all = text.str();
  const auto begin = all.find(heading);
  if (begin == std::string::npos) throw std::runtime_error{"the README has no section on test databases"};
  return all.substr(begin, all.find("\n## ", begin) - begin);
}

// The only block of that language.
std::string block(const std::string& language) {
  const auto all = section();
  const auto mark = "```" + language + "\n";
  const auto begin = all.find(mark);
  if (begin == std::string::npos) throw std::runtime_error{"no block of " + language};
  CHECK(all.find(mark, begin + 1) == std::string::npos);
  const auto start = begin + mark.size();
  return all.substr(start, all.find("```", start) - start);
}

// The `run:` lines of one job of the workflow.
std::vector<std::string> steps_of(const std::string& job) {
  std::vector<std::string> out;
  bool inside = false;
  for (const auto& line : split(block("yaml"), '\n')) {
    const auto word = std::string{trim(line)};
    if (line.starts_with("  ") && !line.starts_with("   ") && word.ends_with(':')) inside = word == job + ":";
    constexpr std::string_view run = "- run: ";
    if (inside && word.starts_with(run)) out.push_back(word.substr(run.size()));
  }
  return out;
}

// A checkout of some application, with a test suite that only passes on its own, migrated database.
class Checkout {
 public:
  explicit Checkout(const std::string& table) {
    folder_.write("prisma/migrations/20260101000000_init/migration.sql", "CREATE TABLE \"App\" (id int);");
    folder_.write("bin/npm", fmt::format("#!/bin/sh\ntest \"$1\" = test && psql -XAtq \"$DATABASE_URL\" -c "
                                         "'SELECT count(*) FROM {}'\n",
                                         table));
    fs::permissions(folder_.path() / "bin/npm", fs::perms::owner_all);
  }

  // With admctl on the PATH.
  RunResult run(const std::string& script, std::vector<std::string> environment) const {
    const auto* path = std::getenv("PATH");
    environment.push_back(fmt::format("PATH={}:{}:{}", (folder_.path() / "bin").string(),
                                      fs::path{ADMCTL_BINARY}.parent_path().string(),
                                      path ? path : "/usr/bin:/bin"));
    for (const auto* unset : {"DATABASE_URL=", "ADMCTL_PLATFORM="}) environment.emplace_back(unset);
    return run_shell("cd \"$1\" || exit; eval \"$2\"", {folder_.path().string(), "set -eu\n" + script},
                     environment);
  }

 private:
  TempFolder folder_;
};

std::vector<std::string> environment_of(const EmbeddedHome& home) {
  const auto folder = home.options().home->string();
  return {"HOME=" + folder, "XDG_DATA_HOME=" + folder + "/data"};
}

TEST_CASE("the README's shell lines for test databases do what they say") {
  const EmbeddedHome home;
  const Checkout checkout{"deals"};
  const auto run = checkout.run(block("sh"), environment_of(home));
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.out.find("200\n") != std::string::npos);
}

TEST_CASE("the README's workflow without a server does what it says") {
  const EmbeddedHome home;
  const Checkout checkout{"deals"};
  const auto steps = steps_of("without-a-server");
  REQUIRE(steps.size() >= 3);
  for (const auto& step : steps) {
    const auto run = checkout.run(step, environment_of(home));
    CAPTURE(step, run.out, run.err);
    CHECK(run.exit == 0);
  }
}

TEST_CASE("the README's workflow with a service does what it says") {
  const DatabaseServer server;
  const EmbeddedHome home;
  const Checkout checkout{"\"App\""};
  const auto steps = steps_of("with-a-service");
  REQUIRE_FALSE(steps.empty());
  auto environment = environment_of(home);
  environment.push_back("ADMCTL_DB_URL=" + server.url());
  for (const auto& step : steps) {
    const auto run = checkout.run(step, environment);
    CAPTURE(step, run.out, run.err);
    CHECK(run.exit == 0);
  }
}

}  // namespace
}  // namespace admctl::test
