#include "lib/local/schema_dump.hpp"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "lib/core/codes/local.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"
#include "lib/local/folders.hpp"
#include "lib/local/process.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes limit{10};

// A folder that goes with all in it.
class OwnFolder {
 public:
  OwnFolder() : path_{make_unique_folder(fs::temp_directory_path() / "admctl-dump-", std::nullopt)} {}
  ~OwnFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Newer versions of pg_dump write \restrict and \unrestrict, which only psql understands.
std::string without_meta_commands(std::string_view dump) {
  std::string out;
  out.reserve(dump.size());
  while (!dump.empty()) {
    const auto line = dump.substr(0, dump.find('\n'));
    if (!line.starts_with('\\')) out.append(line).append("\n");
    dump.remove_prefix(std::min(dump.size(), line.size() + 1));
  }
  return out;
}

}  // namespace

std::string dump_schema(const BinarySearch& search, pg::Conninfo where, std::vector<std::string> environment) {
  const auto binaries = find_server_binaries(search);
  const auto program = binaries.dir / "pg_dump";
  if (!fs::exists(program)) {
    throw Error{code::schema_not_copied, fmt::format("there is no {}", program.string()),
                "the target's schema is read with pg_dump", "install the client programs of PostgreSQL"};
  }
  auto all = server_environment(binaries);
  all.insert(all.end(), environment.begin(), environment.end());
  if (const auto password = where.get("password")) {
    all.push_back("PGPASSWORD=" + *password);
    where.set("password", "");
  }
  const OwnFolder folder;
  const auto file = folder.path() / "schema.sql";
  const Command command{{program.string(), "--schema-only", "--no-owner", "--no-privileges",
                         "--no-publications", "--no-subscriptions", "--no-password", "--exclude-schema=admctl",
                         "--lock-wait-timeout=10s", "--file=" + file.string(), "--dbname=" + where.to_libpq()},
                        std::move(all),
                        "/",
                        std::nullopt};
  const auto outcome = run(command, limit);
  if (!outcome.ok()) {
    throw Error{code::schema_not_copied, fmt::format("pg_dump could not read the schema ({})", outcome.failure),
                std::string{trim(outcome.output)}};
  }
  return without_meta_commands(read_file(file));
}

}  // namespace admctl::local
