// Which database is meant: the flag, the environment, or the embedded one. Reads nothing but what it is given.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/environment.hpp"
#include "commands/context.hpp"

namespace admctl::cli {

// --db, then ADMCTL_DB_URL, DATABASE_URL, libpq's own PG* variables, else the embedded server. For the embedded
// one `conninfo` and `place` are left empty: they depend on the platform. Throws code::bad_url, naming where
// the text came from.
commands::Target resolve_target(const std::optional<std::string>& db_flag, const Environment& environment);

// Where the embedded cluster lives: $ADMCTL_HOME/local, $XDG_DATA_HOME/admctl/local or
// ~/.local/share/admctl/local. Throws code::missing_flag when the environment names no home.
std::filesystem::path embedded_dir(const Environment& environment);

// ADMCTL_PG_BIN and the entries of PATH.
local::BinarySearch binary_search(const Environment& environment);

}  // namespace admctl::cli
