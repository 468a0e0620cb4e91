// Runs the binary the way a script does: a clean environment, a deadline, and everything it said.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/temp_folder.hpp"

namespace admctl::test {

struct RunOptions {
  // Added to PATH, HOME and the XDG folders, which point into a temporary folder. Nothing else is inherited.
  std::map<std::string, std::string> env = {};
  std::string input = {};  // all of stdin
  std::optional<std::filesystem::path> cwd = {};
  std::optional<std::filesystem::path> home = {};  // instead of a folder of this run alone
  std::optional<std::filesystem::path> out = {};   // stdout goes to this file instead
  bool close_out = false;                          // stdout is closed
  int deadline_seconds = 60;
};

struct RunResult {
  int exit = -1;  // 128 + signal when it was killed by one
  std::string out;
  std::string err;
};

// A run that is under way. Killed when destroyed before finish().
class RunningAdmctl {
 public:
  explicit RunningAdmctl(const std::vector<std::string>& args, const RunOptions& options = {});
  ~RunningAdmctl();
  RunningAdmctl(const RunningAdmctl&) = delete;
  RunningAdmctl& operator=(const RunningAdmctl&) = delete;

  // Returns once stderr contains `text`; throws std::runtime_error at the deadline or when the run ends first.
  void wait_for_err(const std::string& text);
  // The same for stdout.
  void wait_for_out(const std::string& text);
  // Returns once `reached()` is true; asked a hundred times a second. Throws as above at the deadline.
  template <typename Condition>
  void wait_until(const Condition& reached) {
    while (!reached()) pump_or_throw();
  }
  void send_signal(int signal) const;
  // Closes the reading end of stdout: the reader went away.
  void close_reader();
  // Waits for the end. Throws std::runtime_error at the deadline.
  RunResult finish();

 private:
  void start(const std::vector<std::string>& args, const RunOptions& options);
  void pump_or_throw();
  // Moves what is there to read; false once both streams are at their end.
  bool pump();

  TempFolder own_home_;
  RunResult result_;
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string pending_input_;
  int input_ = -1;
  long long deadline_ms_ = 0;
};

RunResult run_admctl(const std::vector<std::string>& args, const RunOptions& options = {});

}  // namespace admctl::test
