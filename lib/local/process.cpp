#include "lib/local/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <system_error>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/local/file_descriptor.hpp"

namespace admctl::local {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t output_limit = 64 * 1024;

Error system_failure(std::string_view what, int number) {
  return Error{code::server_start_failed, fmt::format("{}: {}", what, std::generic_category().message(number))};
}

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

// Kept clear of 0, 1 and 2, which the child replaces.
FileDescriptor above_standard_files(FileDescriptor fd) {
  if (fd.get() > 2) return fd;
  FileDescriptor moved{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3)};
  if (!moved.is_open()) throw system_failure("cannot open a pipe", errno);
  return moved;
}

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_failure("cannot open a pipe", errno);
  FileDescriptor reading{ends[0]};
  FileDescriptor writing{ends[1]};
  return {above_standard_files(std::move(reading)), above_standard_files(std::move(writing))};
}

// What a child tells about itself through the status pipe before it becomes the program.
struct Message {
  enum class Kind : int { pid, failure } kind;
  int value;                // the pid, or errno
  std::array<char, 32> at;  // the step that failed
};

// Everything the child needs, prepared before fork: after it only async-signal-safe calls are allowed.
struct Launch {
  std::vector<char*> argv;
  std::vector<char*> envp;
  const char* directory;
  const char* output_path = nullptr;  // or output_fd
  int output_fd = -1;
  int status_fd = -1;
  const Account* account;
  pid_t dies_with = 0;  // 0: outlives its parent
};

Launch prepare(const Command& command) {
  const auto pointers = [](const std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
  };
  Launch launch{};
  launch.argv = pointers(command.argv);
  launch.envp = pointers(command.environment);
  launch.directory = command.directory.c_str();
  launch.account = command.account ? &*command.account : nullptr;
  return launch;
}

[[noreturn]] void give_up(const Launch& launch, const char* at) {
  Message message{Message::Kind::failure, errno, {}};
  std::strncpy(message.at.data(), at, message.at.size() - 1);
  // The parent sees the end of the pipe without a message when even this fails.
  [[maybe_unused]] const auto written = ::write(launch.status_fd, &message, sizeof message);
  ::_exit(127);
}

void keep_no_open_files() {
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  for (int fd = 3; static_cast<rlim_t>(fd) < limit.rlim_cur; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void reset_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void change_account(const Launch& launch) {
  const Account& account = *launch.account;
  if (::setgroups(account.groups.size(), account.groups.data()) != 0 || ::setgid(account.gid) != 0 ||
      ::setuid(account.uid) != 0) {
    give_up(launch, "changing the account");
  }
}

void redirect_standard_files(const Launch& launch) {
  const int null = ::open("/dev/null", O_RDONLY);
  if (null < 0) give_up(launch, "opening /dev/null");
  int output = launch.output_fd;
  if (launch.output_path != nullptr) {
    output = ::open(launch.output_path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
    if (output < 0) give_up(launch, "opening its log");
  }
  if (::dup2(null, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0)
    give_up(launch, "redirecting output");
}

// Runs in the child, in its own session already; never returns.
[[noreturn]] void become(const Launch& launch) {
  reset_signals();
  ::umask(077);
  if (launch.account != nullptr) change_account(launch);
  if (launch.dies_with != 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != launch.dies_with) ::_exit(127);
  }
  if (::chdir(launch.directory) != 0) give_up(launch, "entering its folder");
  redirect_standard_files(launch);
  keep_no_open_files();
  ::execve(launch.argv[0], launch.argv.data(), launch.envp.data());
  give_up(launch, "running it");
}

// Forks with all signals blocked, so that no handler of this process runs in the child.
template <typename Child>
pid_t fork_into(const Child& child) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) child();
  const int number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) throw system_failure("cannot start another process", number);
  return pid;
}

// Waits for one message; nullopt once the program runs (its end of the pipe closed itself).
std::optional<Message> next_message(int fd) {
  Message message{};
  ssize_t got;
  do {
    got = ::read(fd, &message, sizeof message);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(sizeof message)) return std::nullopt;
  return message;
}

std::string describe(const Message& message) {
  return fmt::format("{}: {}", message.at.data(), std::generic_category().message(message.value));
}

int wait_for_end(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw system_failure("cannot wait for a process", errno);
  }
  return status;
}

// Reads until the writers are gone; false when the deadline came first.
bool read_all(int fd, SteadyClock::time_point deadline, std::string& output) {
  std::array<char, 4096> buffer;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{fd, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min<long>(left, 60'000))) <= 0) continue;
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got == 0) return true;
    if (got > 0) output.append(buffer.data(), static_cast<std::size_t>(got));
    if (output.size() > output_limit) output.erase(0, output.size() - output_limit);
  }
}

}  // namespace

Outcome run(const Command& command, std::chrono::milliseconds limit) {
  Pipe status = make_pipe();
  Pipe output = make_pipe();
  Launch launch = prepare(command);
  launch.status_fd = status.write_end.get();
  launch.output_fd = output.write_end.get();
  launch.dies_with = ::getpid();
  const pid_t pid = fork_into([&] {
    ::setsid();
    become(launch);
  });
  status.write_end.reset();
  output.write_end.reset();

  Outcome outcome;
  const auto failed = next_message(status.read_end.get());
  const bool in_time = read_all(output.read_end.get(), SteadyClock::now() + limit, outcome.output);
  if (!in_time) ::kill(-pid, SIGKILL);
  const int ended = wait_for_end(pid);
  if (failed) {
    outcome.failure = fmt::format("cannot be run: {}", describe(*failed));
  } else if (!in_time) {
    outcome.failure = fmt::format("not done within {} ms", limit.count());
  } else if (WIFSIGNALED(ended)) {
    outcome.failure = fmt::format("killed by signal {}", WTERMSIG(ended));
  } else if (WEXITSTATUS(ended) != 0) {
    outcome.failure = fmt::format("exit code {}", WEXITSTATUS(ended));
  }
  return outcome;
}

int start_detached(const Command& command, const std::filesystem::path& output) {
  Pipe status = make_pipe();
  Launch launch = prepare(command);
  launch.status_fd = status.write_end.get();
  launch.output_path = output.c_str();
  // The child in the middle ends at once, so that the server belongs to init and leaves no zombie here.
  const pid_t middle = fork_into([&] {
    ::setsid();
    const pid_t server = ::fork();
    if (server < 0) give_up(launch, "starting another process");
    if (server > 0) ::_exit(0);
    const Message started{Message::Kind::pid, ::getpid(), {}};
    if (::write(launch.status_fd, &started, sizeof started) != static_cast<ssize_t>(sizeof started))
      ::_exit(127);
    become(launch);
  });
  status.write_end.reset();
  wait_for_end(middle);

  int pid = 0;
  while (const auto message = next_message(status.read_end.get())) {
    if (message->kind == Message::Kind::failure) {
      throw Error{code::server_start_failed, fmt::format("cannot run {}", command.argv.front()),
                  describe(*message)};
    }
    pid = message->value;
  }
  return pid;
}

bool is_alive(int pid) {
  if (pid <= 0 || (::kill(pid, 0) != 0 && errno != EPERM)) return false;
  std::ifstream file{fmt::format("/proc/{}/stat", pid)};
  std::string text;
  if (!std::getline(file, text)) return ::kill(pid, 0) == 0 || errno == EPERM;
  // "pid (name) state ...", where the name may hold anything, blanks and brackets too.
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= text.size()) return true;
  const char state = text[name_end + 2];
  return state != 'Z' && state != 'X';
}

}  // namespace admctl::local
