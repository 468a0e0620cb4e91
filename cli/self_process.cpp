#include "cli/self_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

[[noreturn]] void fail(const char* what, int number) {
  throw Error{code::demo_failed, std::string{"cannot run admctl itself: "} + what, std::strerror(number)};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// The child starts as from a shell: our own watching blocks SIGINT and SIGTERM, and SIGPIPE is ignored.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes_, &set);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

std::vector<std::string> with_variables(const std::vector<std::string>& variables) {
  std::vector<std::string> out = variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const auto& variable : variables) replaced = replaced || variable.starts_with(name);
    if (!replaced) out.emplace_back(text);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

std::string read_all(int descriptor) {
  std::string out;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return out;
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waiting for it", errno);
  }
  constexpr int killed = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : killed + WTERMSIG(status);
}

}  // namespace

SelfRun run_self_process(const std::vector<std::string>& args, const std::vector<std::string>& variables,
                         bool capture) {
  std::vector<std::string> words{"admctl"};
  words.insert(words.end(), args.begin(), args.end());
  auto environment = with_variables(variables);
  int ends[2] = {-1, -1};
  if (capture && ::pipe2(ends, O_CLOEXEC) != 0) fail("making a pipe", errno);
  Descriptor reading{ends[0]};
  Descriptor writing{ends[1]};
  FileActions actions;
  if (capture) {
    posix_spawn_file_actions_adddup2(actions.get(), writing.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(actions.get(), writing.get(), STDERR_FILENO);
  }
  Attributes attributes;
  pid_t child = 0;
  const int problem = ::posix_spawn(&child, "/proc/self/exe", actions.get(), attributes.get(),
                                    pointers(words).data(), pointers(environment).data());
  if (problem != 0) fail("starting it", problem);
  writing.close();
  SelfRun result;
  if (capture) result.out = read_all(reading.get());
  result.exit = wait_for(child);
  return result;
}

}  // namespace admctl::cli
