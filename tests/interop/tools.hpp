// The real migration tools, as a user runs them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {

struct ToolRun {
  int exit = -1;
  std::string said;  // stdout and stderr
};

// Ends the test as skipped, or as failed under CI, when the tools are not installed.
void need_tools();

// dbmate on `dir`: "up", "status", "rollback".
ToolRun run_dbmate(const TestDatabase& database, const std::filesystem::path& dir, const std::string& command);
// drizzle-orm's migrate() on `dir`.
ToolRun run_drizzle(const TestDatabase& database, const std::filesystem::path& dir);
// prisma migrate ("deploy", "status") on the folder `dir`, whose "migrations" are meant; its schema is made.
ToolRun run_prisma(const TestDatabase& database, const TempFolder& dir, const std::string& command);

// admctl migrate ARGS --db ... --dir `dir` --yes
RunResult run_migrate(const TestDatabase& database, std::vector<std::string> args,
                      const std::filesystem::path& dir);

}  // namespace admctl::test
