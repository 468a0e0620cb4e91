// Finds the programs of an installed PostgreSQL server.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::local {

// Where to look for initdb and postgres. Built by cli from the environment.
struct BinarySearch {
  std::optional<std::filesystem::path> explicit_dir;          // ADMCTL_PG_BIN
  std::vector<std::filesystem::path> path;                    // the entries of PATH
  std::filesystem::path versions_dir{"/usr/lib/postgresql"};  // holds <major>/bin
};

struct ServerBinaries {
  std::filesystem::path dir;
  int major = 0;
};

// Order: explicit_dir (must hold the binaries), `pg_config --bindir` found on the path, the newest
// <versions_dir>/*/bin, the path itself. With `wanted_major`, the first of that version goes before the others;
// another one is answered only when there is none. Throws code::no_server_binaries, naming the Debian package
// to install and the variable to set.
ServerBinaries find_server_binaries(const BinarySearch& search, std::optional<int> wanted_major = std::nullopt);

// What its programs get as environment: nothing of this process's, for PGPORT, TZ or LC_ALL would change what
// the server does. A given TZ also spares initdb the search for the machine's zone, a third of its time.
std::vector<std::string> server_environment(const ServerBinaries& binaries);

// The 15 in "postgres (PostgreSQL) 15.18 (Debian ...)" and in "15.18", "16beta1"; nullopt when there is none.
std::optional<int> parse_major(std::string_view version);

}  // namespace admctl::local
