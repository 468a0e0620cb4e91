// Launches and ends the server process of a data folder.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "lib/core/error.hpp"
#include "lib/local/layout.hpp"
#include "lib/local/server_binaries.hpp"

namespace admctl::local {

// A server process that was launched and does not answer yet.
struct Launched {
  int pid = 0;
  std::uintmax_t log_start = 0;  // where its own lines begin in the log
};

// Starts `postgres` on `layout.data` in a session of its own and returns at once. With `durable` off, fsync,
// synchronous_commit and full_page_writes are off. Makes the socket folder, clears what a killed server left,
// and begins a new log when the old one is large. Only under the cluster's lock when no server runs. Throws
// code::server_start_failed.
Launched launch(const Layout& layout, const ServerBinaries& binaries, bool durable);

// The end of what the server has logged since `start`.
std::string log_tail(const std::filesystem::path& log, std::uintmax_t start);

// Fast shutdown of the server process, immediate shutdown after `limit`; returns when it has ended.
// Throws code::server_stop_failed.
void end_server(int pid, std::chrono::milliseconds limit);

// code::server_start_failed with `reason` as its detail; the hint tells when the disk of `home` is full.
Error start_error(std::string message, std::string reason, const std::filesystem::path& home);

}  // namespace admctl::local
