#include "tests/support/database_template.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "lib/core/code.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

// Only one process at a time makes a template.
class Turn {
 public:
  Turn(pg::Session& session, std::string_view name) : session_{session}, name_{name} {
    session_.execute_alone(fmt::format("SELECT pg_advisory_lock(hashtext('{}'))", name_));
  }
  ~Turn() {
    try {
      session_.execute_alone(fmt::format("SELECT pg_advisory_unlock(hashtext('{}'))", name_));
    } catch (const Error&) {
      // The session is over, and its locks with it.
    }
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  pg::Session& session_;
  std::string name_;
};

std::string name_of(Template kind, std::string_view platform) {
  if (kind == Template::empty) return "template_empty";
  auto name = fmt::format("template_{}_{}", kind == Template::migrated ? "migrated" : "seeded", platform);
  std::ranges::replace(name, '-', '_');
  return name;
}

bool exists(pg::Session& session, const std::string& name) {
  return !session.execute_alone(fmt::format("SELECT FROM pg_database WHERE datname = '{}'", name)).empty();
}

// Runs admctl on that database; `allowed` is an error that is none here: the platform has no such thing.
void run(const std::string& database, std::string_view platform, std::vector<std::string> args,
         const Code* allowed = nullptr) {
  args.insert(args.begin(),
              {"--db", test_cluster().conninfo(database).to_url(), "--platform", std::string{platform}, "-q"});
  RunOptions options;
  options.deadline_seconds = 600;
  const auto result = run_admctl(args, options);
  if (result.exit == 0) return;
  if (allowed && result.err.find(code_name(*allowed)) != std::string::npos) return;
  std::string command;
  for (const auto& arg : std::vector(args.begin() + 2, args.end())) command += " " + arg;
  throw std::runtime_error{fmt::format("no test database of {}: admctl{} ended with {}:\n{}", platform, command,
                                       result.exit, result.err)};
}

void fill(const std::string& database, Template kind, std::string_view platform) {
  if (kind == Template::migrated) run(database, platform, {"migrate", "up"});
  if (kind != Template::seeded) return;
  run(database, platform, {"seed", "categories"}, &code::no_categories);
  run(database, platform, {"seed", "config"}, &code::no_config);
  run(database, platform, {"seed", "demo", "--count", "220", "--seed", "1"});
}

std::string source_of(pg::Session& session, Template kind, std::string_view platform) {
  switch (kind) {
    case Template::empty:
      return "template0";
    case Template::migrated:
      return ready_template(session, Template::empty, platform);
    case Template::seeded:
      return ready_template(session, Template::migrated, platform);
  }
  return "template0";
}

// What an earlier test of this run heard when it tried.
std::filesystem::path failure_file(const std::string& name) {
  return std::filesystem::path{ADMCTL_TEST_CLUSTER_DIR} / (name + ".failure");
}

void refuse_known_failure(const std::string& name) {
  std::ifstream in{failure_file(name)};
  if (in) throw std::runtime_error{std::string{std::istreambuf_iterator<char>{in}, {}}};
}

void make(pg::Session& session, const std::string& name, Template kind, std::string_view platform) {
  const auto source = source_of(session, kind, platform);
  const auto unfinished = name + "_unfinished";
  session.execute_alone(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished));
  session.execute_alone(fmt::format("CREATE DATABASE {} TEMPLATE {}", unfinished, source));
  try {
    fill(unfinished, kind, platform);
  } catch (const std::exception& error) {
    std::ofstream{failure_file(name)} << error.what();
    throw;
  }
  session.execute_alone(fmt::format("ALTER DATABASE {} RENAME TO {}", unfinished, name));
}

}  // namespace

std::string ready_template(pg::Session& maintenance, Template kind, std::string_view platform) {
  auto name = name_of(kind, platform);
  if (exists(maintenance, name)) return name;
  const Turn turn{maintenance, name};
  refuse_known_failure(name);
  if (!exists(maintenance, name)) make(maintenance, name, kind, platform);
  return name;
}

}  // namespace admctl::test
