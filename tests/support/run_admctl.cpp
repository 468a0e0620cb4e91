#include "tests/support/run_admctl.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace admctl::test {
namespace {

long long now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"pipe: " + std::string{std::strerror(errno)}};
  return {ends[0], ends[1]};
}

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

std::vector<std::string> environment(const std::filesystem::path& home,
                                     const std::map<std::string, std::string>& more) {
  const char* path = std::getenv("PATH");
  std::map<std::string, std::string> variables{
      {"PATH", path ? path : "/usr/bin:/bin"},       {"HOME", home.string()},
      {"XDG_DATA_HOME", (home / "data").string()},   {"XDG_CONFIG_HOME", (home / "config").string()},
      {"XDG_CACHE_HOME", (home / "cache").string()}, {"LC_ALL", "C.UTF-8"}};
  for (const auto& [name, value] : more) variables[name] = value;
  std::vector<std::string> lines;
  for (const auto& [name, value] : variables) lines.push_back(name + '=' + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (auto& string : strings) list.push_back(string.data());
  list.push_back(nullptr);
  return list;
}

// Reads once; closes at the end.
void drain(int& descriptor, std::string& into) {
  std::array<char, 65536> buffer{};
  const auto got = ::read(descriptor, buffer.data(), buffer.size());
  if (got > 0)
    into.append(buffer.data(), static_cast<std::size_t>(got));
  else if (got == 0 || errno != EINTR)
    close_end(descriptor);
}

}  // namespace

RunningAdmctl::RunningAdmctl(const std::vector<std::string>& args, const RunOptions& options)
    : pending_input_{options.input}, deadline_ms_{now_ms() + 1000LL * options.deadline_seconds} {
  // Writing the input of a run that ended must not end the tests.
  std::signal(SIGPIPE, SIG_IGN);
  start(args, options);
}

void RunningAdmctl::start(const std::vector<std::string>& args, const RunOptions& options) {
  auto input = make_pipe();
  auto out = make_pipe();
  auto err = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
  if (options.close_out)
    posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO);
  else if (options.out)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, options.out->c_str(), O_WRONLY, 0);
  else
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write, STDERR_FILENO);
  if (options.cwd) posix_spawn_file_actions_addchdir_np(&actions, options.cwd->c_str());

  // A test runner may ignore or block signals; the binary starts as from a shell.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t set;
  sigemptyset(&set);
  posix_spawnattr_setsigmask(&attributes, &set);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) sigaddset(&set, signal);
  posix_spawnattr_setsigdefault(&attributes, &set);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> words{ADMCTL_BINARY};
  words.insert(words.end(), args.begin(), args.end());
  auto variables = environment(options.home.value_or(own_home_.path()), options.env);
  const auto argv = pointers(words);
  const auto envp = pointers(variables);
  const int failure = ::posix_spawn(&pid_, ADMCTL_BINARY, &actions, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close_end(input.read);
  close_end(out.write);
  close_end(err.write);
  input_ = input.write;
  out_ = out.read;
  err_ = err.read;
  if (failure != 0)
    throw std::runtime_error{"cannot start " ADMCTL_BINARY ": " + std::string{std::strerror(failure)}};
  if (pending_input_.empty())
    close_end(input_);
  else
    ::fcntl(input_, F_SETFL, O_NONBLOCK);
}

RunningAdmctl::~RunningAdmctl() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_end(input_);
  close_end(out_);
  close_end(err_);
}

bool RunningAdmctl::pump() {
  std::array<pollfd, 3> ends{{{out_, POLLIN, 0}, {err_, POLLIN, 0}, {input_, POLLOUT, 0}}};
  if (out_ < 0 && err_ < 0) return false;
  if (::poll(ends.data(), ends.size(), 10) <= 0) return true;
  if (ends[0].revents != 0) drain(out_, result_.out);
  if (ends[1].revents != 0) drain(err_, result_.err);
  if (ends[2].revents != 0) {
    const auto written = ::write(input_, pending_input_.data(), pending_input_.size());
    if (written > 0) pending_input_.erase(0, static_cast<std::size_t>(written));
    if (pending_input_.empty() || (written < 0 && errno != EAGAIN)) close_end(input_);
  }
  return true;
}

void RunningAdmctl::pump_or_throw() {
  if (!pump()) throw std::runtime_error{"admctl ended too early; it said: " + result_.err};
  if (now_ms() > deadline_ms_)
    throw std::runtime_error{"admctl did not get there in time; it said: " + result_.err};
}

void RunningAdmctl::wait_for_out(const std::string& text) {
  wait_until([&] { return result_.out.find(text) != std::string::npos; });
}

void RunningAdmctl::wait_for_err(const std::string& text) {
  wait_until([&] { return result_.err.find(text) != std::string::npos; });
}

void RunningAdmctl::send_signal(int signal) const { ::kill(pid_, signal); }

void RunningAdmctl::close_reader() { close_end(out_); }

RunResult RunningAdmctl::finish() {
  while (pump()) {
    if (now_ms() > deadline_ms_)
      throw std::runtime_error{"admctl did not end in time; it said: " + result_.err};
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  result_.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return std::move(result_);
}

RunResult run_admctl(const std::vector<std::string>& args, const RunOptions& options) {
  return RunningAdmctl{args, options}.finish();
}

}  // namespace admctl::test
