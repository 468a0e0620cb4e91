// The server process of a data folder, as its postmaster.pid and the system's process table show it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace admctl::local {

// What postmaster.pid says; the process may be long gone.
struct PostmasterFile {
  int pid = 0;
  std::string shared_memory;  // "key id" of its segment; empty when not written yet
};

// nullopt when the text does not begin with a pid (an empty or torn file).
std::optional<PostmasterFile> parse_postmaster_file(std::string_view text);
std::optional<PostmasterFile> read_postmaster_file(const std::filesystem::path& data);

// The pid of the server running on `data` now, in whatever phase; nullopt when the file is missing or stale,
// even if its pid has become another process.
std::optional<int> find_postmaster(const std::filesystem::path& data);

// Ends the servers that were started on `data` but whose folder of that name was deleted or moved since: they
// would notice within a minute and then remove the socket, which may be their successor's by then. Only to be
// called under the cluster's lock when find_postmaster() gives nothing. Throws code::server_start_failed when
// one stays.
void end_displaced_servers(const std::filesystem::path& data);

// Clears the way for a new server: ends displaced servers and what a killed postmaster left behind, which
// PostgreSQL would wait for, and removes a pid file or socket lock whose pid has become another process. Under
// the same conditions as above; throws the same.
void clear_remains(const std::filesystem::path& data, const std::filesystem::path& socket_dir);

}  // namespace admctl::local
