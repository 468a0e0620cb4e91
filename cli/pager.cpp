#include "cli/pager.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

bool is_installed(const std::string& program, const Environment& environment) {
  for (const auto& folder : split(environment("PATH").value_or(""), ':')) {
    if (!folder.empty() && ::access((std::filesystem::path{folder} / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// The pager takes Ctrl-C for itself; what we ignore or block, it would.
pid_t spawn(const std::string& command, int input) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGINT, SIGPIPE, SIGXFSZ}) sigaddset(&usual, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  // Ends by itself after one screen, shows colours, leaves the text on the screen.
  ::setenv("LESS", "FRX", 0);
  std::array<std::string, 3> words{"sh", "-c", command};
  std::array<char*, 4> argv{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t pid = -1;
  if (::posix_spawn(&pid, "/bin/sh", &actions, &attributes, argv.data(), environ) != 0) pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return pid;
}

}  // namespace

std::optional<std::string> pager_command(const Environment& environment) {
  auto command = environment("ADMCTL_PAGER");
  if (!command) command = environment("PAGER");
  if (!command && is_installed("less", environment)) command = "less";
  return command == "cat" ? std::nullopt : command;
}

PagedOutput::PagedOutput(Output& out, std::string command, std::size_t rows)
    : out_{out}, command_{std::move(command)}, rows_{rows} {}

PagedOutput::~PagedOutput() { wait(); }

void PagedOutput::write(std::string_view bytes) {
  if (pager_ < 0) {
    collected_ += bytes;
    lines_ += static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
    // The prompt that follows takes a line.
    if (lines_ + 1 > rows_) start();
    return;
  }
  DescriptorOutput pipe{pipe_};
  pipe.write(bytes);
  pipe.flush();
}

void PagedOutput::start() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  // Ctrl-C is for the pager while it is there; a command that watches for it still sees it.
  std::signal(SIGINT, SIG_IGN);
  pager_ = spawn(command_, ends[0]);
  ::close(ends[0]);
  pipe_ = ends[1];
  if (pager_ < 0) {
    ::close(std::exchange(pipe_, -1));
    std::signal(SIGINT, SIG_DFL);
    rows_ = static_cast<std::size_t>(-1) / 2;
    return;
  }
  const auto text = std::exchange(collected_, {});
  write(text);
}

void PagedOutput::flush() {
  if (pager_ < 0) {
    out_.write(std::exchange(collected_, {}));
    out_.flush();
    return;
  }
  wait();
}

void PagedOutput::wait() {
  if (pager_ < 0) return;
  ::close(std::exchange(pipe_, -1));
  while (::waitpid(pager_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pager_ = -1;
  std::signal(SIGINT, SIG_DFL);
  // What comes after the page is not looked at in a pager of its own.
  rows_ = static_cast<std::size_t>(-1) / 2;
}

}  // namespace admctl::cli
