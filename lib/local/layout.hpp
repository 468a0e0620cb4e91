// Where the parts of a cluster lie. Looks at the disk, changes nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "lib/local/account.hpp"

namespace admctl::local {

struct Layout {
  std::filesystem::path home;  // the folder asked for, or its stand-in that the account can reach
  std::filesystem::path data;
  std::filesystem::path log;
  std::filesystem::path lock;
  std::filesystem::path socket_dir;
  std::optional<Account> account;  // who the server runs as; nullopt: this process's own account
};

// Decides as cluster.hpp describes. The answer stays the same once the data folder exists.
// Throws code::server_start_failed when root has no account to drop to.
Layout find_layout(const std::filesystem::path& dir);

// `<home>/run`, or a short folder in /tmp when libpq could not name a socket in it: such paths are limited to
// 107 bytes, and a comma would separate two hosts.
std::filesystem::path choose_socket_dir(const std::filesystem::path& home, uid_t owner);

// The file name of the socket; its port is always 5432.
inline constexpr const char* socket_name = ".s.PGSQL.5432";

// True when the folder holds what initdb makes. Throws code::server_start_failed when it may not be examined.
bool holds_cluster(const std::filesystem::path& data);

// The major version of a data folder; nullopt when it holds no cluster or cannot be read.
std::optional<int> data_major(const std::filesystem::path& data);

}  // namespace admctl::local
