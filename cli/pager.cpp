#include "cli/pager.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

bool is_installed(const std::string& program, const Environment& environment) {
  for (const auto& folder : split(environment("PATH").value_or(""), ':')) {
    if (!folder.empty() && ::access((std::filesystem::path{folder} / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// -1 when there is no shell. The pager takes Ctrl-C for itself.
pid_t start_pager(const std::string& command, int input) {
  const char* own_options = std::getenv("LESS");
  const auto spawned = spawn({.program = "/bin/sh",
                              .argv = {"sh", "-c", command},
                              // Ends by itself after one screen, shows colours, leaves the text on the screen.
                              .variables = {{"LESS", own_options ? own_options : "FRX"}},
                              .in = input,
                              .usual_signals = {SIGINT, SIGPIPE, SIGXFSZ}});
  return spawned.problem == 0 ? spawned.child : -1;
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
  pager_ = start_pager(command_, ends[0]);
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
