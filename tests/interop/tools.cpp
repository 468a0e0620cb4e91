#include "tests/interop/tools.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/wait.h>

namespace admctl::test {
namespace {

constexpr int skipped = 77;

const std::filesystem::path folder{ADMCTL_INTEROP_DIR};

std::string quoted(const std::string& word) { return '\'' + word + '\''; }

ToolRun run(const std::string& command) {
  const TempFolder out;
  const auto file = out.path() / "said";
  const auto status = std::system(
      fmt::format("cd {} && {} >{} 2>&1", quoted(folder.string()), command, quoted(file.string())).c_str());
  std::ifstream said{file, std::ios::binary};
  return {WEXITSTATUS(status), {std::istreambuf_iterator<char>{said}, {}}};
}

}  // namespace

void need_tools() {
  if (std::filesystem::exists(folder / "node_modules/prisma")) return;
  const auto* ci = std::getenv("CI");
  if (ci && *ci) throw std::runtime_error{"the migration tools are not installed; run tests/interop/install"};
  std::cerr << "skipped: the migration tools are not installed; they need npm\n";
  std::_Exit(skipped);
}

ToolRun run_dbmate(const TestDatabase& database, const std::filesystem::path& dir, const std::string& command) {
  return run(
      fmt::format("node_modules/@dbmate/linux-x64/bin/dbmate --url {} --migrations-dir {} --no-dump-schema {}",
                  quoted(database.url() + "&sslmode=disable"), quoted(dir.string()), command));
}

ToolRun run_drizzle(const TestDatabase& database, const std::filesystem::path& dir) {
  return run(fmt::format("node migrate_drizzle.mjs {} {}", quoted(database.url()), quoted(dir.string())));
}

ToolRun run_prisma(const TestDatabase& database, const TempFolder& dir, const std::string& command) {
  dir.write("schema.prisma",
            "datasource db {\n  provider = \"postgresql\"\n  url = env(\"PRISMA_TEST_URL\")\n}\n");
  dir.write("migrations/migration_lock.toml", "provider = \"postgresql\"\n");
  // The native engines are not used; they only have to be somewhere, or the tool looks for them elsewhere.
  dir.write("engine", "");
  std::filesystem::permissions(dir.path() / "engine", std::filesystem::perms::owner_all);
  const auto engine = quoted((dir.path() / "engine").string());
  return run(
      fmt::format("env CHECKPOINT_DISABLE=1 PRISMA_QUERY_ENGINE_LIBRARY={0} PRISMA_SCHEMA_ENGINE_BINARY={0} "
                  "PRISMA_TEST_URL={1} PRISMA_TEST_DIR={2} node node_modules/prisma/build/index.js migrate {3} "
                  "--config prisma.config.ts",
                  engine, quoted(database.url()), quoted(dir.path().string()), command));
}

RunResult run_migrate(const TestDatabase& database, std::vector<std::string> args,
                      const std::filesystem::path& dir) {
  std::vector<std::string> words{"--db", database.url(), "--yes", "migrate"};
  words.insert(words.end(), args.begin(), args.end());
  words.insert(words.end(), {"--dir", dir.string()});
  return run_admctl(words);
}

}  // namespace admctl::test
