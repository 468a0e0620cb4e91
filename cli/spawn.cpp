#include "cli/spawn.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

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

class Attributes {
 public:
  explicit Attributes(const Spawn& spawn) {
    posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes_, &set);
    for (const int signal : spawn.usual_signals) sigaddset(&set, signal);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    const int group = spawn.own_group ? POSIX_SPAWN_SETPGROUP : 0;
    posix_spawnattr_setflags(&attributes_,
                             static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

std::vector<std::string> changed_environment(const std::vector<commands::Variable>& variables) {
  std::vector<std::string> out;
  for (const auto& [name, value] : variables) {
    if (value) out.push_back(name + '=' + *value);
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

}  // namespace

void Descriptor::close() {
  const int number = release();
  if (number >= 0) ::close(number);
}

Pipe Pipe::make() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("making a pipe", errno);
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

Spawned spawn(const Spawn& spawn) {
  auto words = spawn.argv;
  auto environment = changed_environment(spawn.variables);
  FileActions actions;
  if (spawn.in >= 0) posix_spawn_file_actions_adddup2(actions.get(), spawn.in, STDIN_FILENO);
  if (spawn.out >= 0) posix_spawn_file_actions_adddup2(actions.get(), spawn.out, STDOUT_FILENO);
  if (spawn.err >= 0) posix_spawn_file_actions_adddup2(actions.get(), spawn.err, STDERR_FILENO);
  Attributes attributes{spawn};
  Spawned out;
  out.problem = ::posix_spawnp(&out.child, spawn.program.c_str(), actions.get(), attributes.get(),
                               pointers(words).data(), pointers(environment).data());
  return out;
}

pid_t spawn_self(Spawn itself) {
  itself.program = "/proc/self/exe";
  itself.argv.insert(itself.argv.begin(), "admctl");
  const auto spawned = spawn(itself);
  if (spawned.problem != 0) fail("starting it", spawned.problem);
  return spawned.child;
}

int exit_of(int wait_status) {
  constexpr int killed = 128;
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : killed + WTERMSIG(wait_status);
}

}  // namespace admctl::cli
