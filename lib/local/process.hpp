// Runs other programs: arguments as an array, no shell, nothing inherited that was not given.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lib/local/account.hpp"

namespace admctl::local {

// A program to run. It gets stdin from /dev/null, default signals, umask 077, a session of its own (so that
// Ctrl-C in the terminal does not reach it) and none of this process's open files.
struct Command {
  std::vector<std::string> argv;         // argv[0] is the path of the program
  std::vector<std::string> environment;  // "NAME=value", all of it
  std::filesystem::path directory{"/"};
  std::optional<Account> account;  // to become; only root can
};

struct Outcome {
  std::string
      failure;  // empty when it ended with 0; else "exit code 1", "killed by signal 9", "cannot be run: ..."
  std::string output;  // the last 64 KiB of stdout and stderr together
  bool ok() const { return failure.empty(); }
};

// Runs to the end; kills it and what it started when that takes longer than `limit`. It dies when this process
// is killed. Throws code::server_start_failed only when the system gives no process or pipe.
Outcome run(const Command& command, std::chrono::milliseconds limit);

// Starts a server that outlives this process and is no child of it; stdout and stderr are appended to
// `output`, made (0600) when missing. Returns its pid. Throws code::server_start_failed when it cannot be run.
int start_detached(const Command& command, const std::filesystem::path& output);

// False for a process that has ended, even when nobody has reaped it yet.
bool is_alive(int pid);

}  // namespace admctl::local
