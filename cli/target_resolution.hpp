// Which database is meant: the flag, the environment, or the embedded one. Reads nothing but what it is given.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "cli/environment.hpp"
#include "commands/context.hpp"

namespace admctl::cli {

// What the flags name.
struct Asked {
  std::optional<std::string> target;  // --target
  std::optional<std::string> db;      // --db
};

// Where files of targets are: $XDG_CONFIG_HOME/admctl/config.yaml or ~/.config/admctl/config.yaml, and
// .admctl.yaml from the working folder upwards.
targets::Places target_places(const Environment& environment);

// --target or --db, then ADMCTL_TARGET, ADMCTL_DB_URL, DATABASE_URL, libpq's own PG* variables, then the
// default of the project's file and that of the person's own, else the embedded server. `files` is asked only
// when it matters. For the embedded one `conninfo` and `place` are left empty: they depend on the platform.
// Throws code::usage for two flags, code::bad_url, naming where the text came from, and as resolve_named().
commands::Target resolve_target(const Asked& asked, const Environment& environment,
                                const std::function<const targets::Catalogue&()>& files);

// False when a URL or libpq's variables name the database.
bool may_name_target(const Asked& asked, const Environment& environment);

// A target of the files, or "local". Throws code::unknown_target, code::bad_targets.
commands::Target resolve_named(const std::string& name, std::string origin, const Environment& environment,
                               const targets::Catalogue& files);

// Where the embedded cluster lives: $ADMCTL_HOME/local, $XDG_DATA_HOME/admctl/local or
// ~/.local/share/admctl/local. Throws code::missing_flag when the environment names no home.
std::filesystem::path embedded_dir(const Environment& environment);

// ADMCTL_PG_BIN and the entries of PATH.
local::BinarySearch binary_search(const Environment& environment);

}  // namespace admctl::cli
