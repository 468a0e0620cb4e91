#include "cli/target_resolution.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/targets/resolve.hpp"

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

commands::Target embedded(std::string origin) {
  return {.name = std::string{targets::embedded_name},
          .origin = std::move(origin),
          .embedded = true,
          .conninfo = {},
          .place = {}};
}

}  // namespace

targets::Places target_places(const Environment& environment) {
  targets::Places places;
  if (const auto config = environment("XDG_CONFIG_HOME"))
    places.user_file = std::filesystem::path{*config} / "admctl" / "config.yaml";
  else if (const auto home = environment("HOME"))
    places.user_file = std::filesystem::path{*home} / ".config" / "admctl" / "config.yaml";
  std::error_code failure;
  places.working_folder = std::filesystem::current_path(failure);
  return places;
}

commands::Target resolve_named(const std::string& name, std::string origin, const Environment& environment,
                               const targets::Catalogue& files) {
  if (name == targets::embedded_name) return embedded(std::move(origin));
  auto resolved = targets::resolve(files.at(name), environment);
  auto place = resolved.conninfo.describe();
  return {.name = name,
          .origin = std::move(origin),
          .embedded = false,
          .conninfo = std::move(resolved.conninfo),
          .place = std::move(place),
          .protection = resolved.protection,
          .platform = std::move(resolved.platform),
          .replica = std::move(resolved.replica),
          .is_named = true};
}

commands::Target resolve_target(const Asked& asked, const Environment& environment,
                                const std::function<const targets::Catalogue&()>& files) {
  if (asked.db && asked.target)
    throw Error{code::usage, "--db and --target both name a database", {}, "leave one of them out"};
  if (asked.db) return given(*asked.db, "--db");
  if (asked.target) return resolve_named(*asked.target, "--target", environment, files());
  if (const auto name = environment("ADMCTL_TARGET"))
    return resolve_named(*name, "ADMCTL_TARGET", environment, files());
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
  if (const auto& standard = files().standard)
    return resolve_named(standard->text, standard->place(), environment, files());
  return embedded("default");
}

bool may_name_target(const Asked& asked, const Environment& environment) {
  if (asked.target || asked.db) return asked.target.has_value();
  if (environment("ADMCTL_TARGET")) return true;
  if (environment("ADMCTL_DB_URL") || environment("DATABASE_URL")) return false;
  return std::ranges::none_of(libpq_variables,
                              [&](const auto& variable) { return environment(variable.first).has_value(); });
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
