#include "cli/program_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

constexpr std::array passed_on{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

std::vector<std::string> changed_environment(const std::vector<commands::Variable>& variables) {
  std::vector<std::string> out;
  for (const auto& [name, value] : variables) {
    if (value) out.push_back(fmt::format("{}={}", name, *value));
  }
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('='));
    if (std::ranges::find(variables, name, &commands::Variable::name) == variables.end())
      out.emplace_back(text);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// The child starts as from a shell: nothing blocked, and the signals that we ignore as they are by default.
pid_t start(std::vector<std::string> argv, std::vector<std::string> environment) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t set;
  sigemptyset(&set);
  posix_spawnattr_setsigmask(&attributes, &set);
  sigaddset(&set, SIGPIPE);
  sigaddset(&set, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &set);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int problem = ::posix_spawnp(&child, argv.front().c_str(), nullptr, &attributes, pointers(argv).data(),
                                     pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  if (problem != 0) {
    throw Error{code::program_not_run, fmt::format("cannot run '{}'", argv.front()), std::strerror(problem),
                "check its name and PATH"};
  }
  return child;
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
  const auto child = start(argv, changed_environment(variables));
  for (;;) {
    int status = 0;
    const auto ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) {
      constexpr int killed = 128;
      return WIFEXITED(status) ? WEXITSTATUS(status) : killed + WTERMSIG(status);
    }
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
