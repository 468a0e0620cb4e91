#include "cli/program_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

constexpr std::array passed_on{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

pid_t start(const std::vector<std::string>& argv, const std::vector<commands::Variable>& variables) {
  const auto spawned = spawn({.program = argv.front(), .argv = argv, .variables = variables});
  if (spawned.problem != 0) {
    throw Error{code::program_not_run, fmt::format("cannot run '{}'", argv.front()),
                std::strerror(spawned.problem), "check its name and PATH"};
  }
  return spawned.child;
}

}  // namespace

sigset_t block_signals_for_child() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : passed_on) sigaddset(&set, signal);
  sigaddset(&set, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // Who started us may ignore it, and then no child could be waited for.
  std::signal(SIGCHLD, SIG_DFL);
  return set;
}

void forget_signals(const sigset_t& signals) {
  const timespec at_once{};
  while (sigtimedwait(&signals, nullptr, &at_once) > 0) {
  }
}

int run_child(const std::vector<std::string>& argv, const std::vector<commands::Variable>& variables,
              const sigset_t& signals) {
  const auto child = start(argv, variables);
  for (;;) {
    int status = 0;
    const auto ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return exit_of(status);
    if (ended < 0 && errno != EINTR) {
      throw Error{code::program_not_run, fmt::format("cannot wait for '{}'", argv.front()),
                  std::strerror(errno)};
    }
    siginfo_t info{};
    const int signal = sigwaitinfo(&signals, &info);
    // What the terminal sends, it sends to every process of the foreground.
    const bool from_process = info.si_code <= 0;
    if (signal > 0 && signal != SIGCHLD && from_process) ::kill(child, signal);
  }
}

}  // namespace admctl::cli
