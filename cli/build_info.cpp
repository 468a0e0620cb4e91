#include "cli/build_info.hpp"

#include <fmt/format.h>

#include "lib/pg/versions.hpp"

namespace admctl::cli {

std::string_view version() { return ADMCTL_VERSION; }
std::string_view default_platform() { return ADMCTL_DEFAULT_PLATFORM; }

std::string version_text() {
  return fmt::format(
      "admctl {}\nlibpqxx {}\nlibpq {}\nlibpg_query {}\nPostgreSQL grammar {}, servers 13 and later\n"
      "compiler {}\n",
      version(), pg::libpqxx_version(), pg::libpq_version(), pg::libpg_query_version(), pg::grammar_version(),
      ADMCTL_COMPILER);
}

}  // namespace admctl::cli
