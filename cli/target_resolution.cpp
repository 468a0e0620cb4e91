#include "cli/target_resolution.hpp"

#include <array>
#include <utility>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// Any of these says that libpq shall find the database in its own way.
constexpr std::array<std::pair<const char*, const char*>, 5> libpq_variables{{{"PGHOST", "host"},
                                                                              {"PGHOSTADDR", "hostaddr"},
                                                                              {"PGPORT", "port"},
                                                                              {"PGDATABASE", "dbname"},
                                                                              {"PGSERVICE", "service"}}};

commands::Target given(const std::string& text, std::string origin) {
  try {
    auto conninfo = pg::Conninfo::parse(text);
    auto place = conninfo.describe();
    return {.name = "db",
            .origin = std::move(origin),
            .embedded = false,
            .conninfo = std::move(conninfo),
            .place = std::move(place)};
  } catch (const Error& error) {
    throw Error{error.code(), origin + ": " + error.message(), error.detail(), error.hint()};
  }
}

}  // namespace

commands::Target resolve_target(const std::optional<std::string>& db_flag, const Environment& environment) {
  if (db_flag) return given(*db_flag, "--db");
  for (const auto* variable : {"ADMCTL_DB_URL", "DATABASE_URL"}) {
    if (const auto text = environment(variable)) return given(*text, variable);
  }
  pg::Conninfo described;
  for (const auto& [variable, keyword] : libpq_variables) {
    if (auto value = environment(variable)) described.set(keyword, std::move(*value));
  }
  // The conninfo stays empty: libpq reads these and the rest of its variables itself.
  if (!described.empty()) {
    return {.name = "db", .origin = "PG*", .embedded = false, .conninfo = {}, .place = described.describe()};
  }
  return {.name = "local", .origin = "default", .embedded = true, .conninfo = {}, .place = {}};
}

std::filesystem::path embedded_dir(const Environment& environment) {
  if (const auto home = environment("ADMCTL_HOME")) return std::filesystem::path{*home} / "local";
  if (const auto data = environment("XDG_DATA_HOME")) return std::filesystem::path{*data} / "admctl" / "local";
  if (const auto home = environment("HOME")) {
    return std::filesystem::path{*home} / ".local" / "share" / "admctl" / "local";
  }
  throw Error{code::missing_flag,
              "there is no place for the embedded database: HOME is not set",
              {},
              "set ADMCTL_HOME to a folder, or name a database with --db"};
}

local::BinarySearch binary_search(const Environment& environment) {
  local::BinarySearch search;
  if (const auto dir = environment("ADMCTL_PG_BIN")) search.explicit_dir = *dir;
  for (const auto& entry : split(environment("PATH").value_or(""), ':')) {
    if (!entry.empty()) search.path.emplace_back(entry);
  }
  return search;
}

}  // namespace admctl::cli
