#include "commands/target_dump.hpp"

#include <array>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "lib/local/schema_dump.hpp"

namespace admctl::commands {
namespace {

// What libpq reads itself when the target is described by the environment: pg_dump must see the same.
std::vector<std::string> connection_environment() {
  constexpr std::array names{"PGHOST",     "PGPORT",    "PGUSER",    "PGDATABASE",    "PGPASSWORD",
                             "PGPASSFILE", "PGSERVICE", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT",
                             "PGSSLKEY",   "PGOPTIONS", "HOME"};
  std::vector<std::string> out;
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) out.push_back(fmt::format("{}={}", name, value));
  }
  return out;
}

}  // namespace

std::string dump_target(Context& context) {
  const auto where = context.target().conninfo;
  return local::dump_schema(context.cluster().search(), where,
                            where.empty() ? connection_environment() : std::vector<std::string>{});
}

}  // namespace admctl::commands
