#include "cli/editor.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

constexpr int not_found = 127;

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw Error{code::bad_file, fmt::format("{} cannot be {}", path, what), std::strerror(errno)};
}

// Closes on every way out.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags)
      : number_{::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW)} {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

sigset_t waited_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

// The signal that killed the editor, 0 for none; a shell in between tells it by its exit code.
int signal_of(int status) {
  constexpr int killed = 128;
  constexpr int last_signal = 64;
  if (WIFSIGNALED(status)) return WTERMSIG(status);
  const int code = WEXITSTATUS(status);
  return code > killed && code <= killed + last_signal ? code - killed : 0;
}

// Waits for the editor with its signals blocked. Ctrl-C and Ctrl-\ in the terminal reach the editor by
// themselves and mean it alone; SIGTERM and SIGHUP are handed on. Returns the first signal that asks admctl to
// end, 0 for none.
int wait_for(pid_t child, int& status) {
  const auto set = waited_signals();
  int ending = 0;
  for (;;) {
    const auto done = ::waitpid(child, &status, WNOHANG);
    if (done == child) break;
    if (done < 0 && errno != EINTR)
      throw Error{code::editor_failed, "the editor is lost", std::strerror(errno)};
    const int signal = ::sigwaitinfo(&set, nullptr);
    if (signal == SIGTERM || signal == SIGHUP) {
      ::kill(child, signal);
      if (ending == 0) ending = signal;
    }
  }
  if (ending == 0 && signal_of(status) == SIGINT) ending = SIGINT;
  return ending;
}

// As git does it, $EDITOR is a piece of shell: it may have arguments, quotes and variables. The shell makes way
// for the editor, so that a Ctrl-C in the terminal is the editor's alone.
std::string script_of(const std::string& command) {
  const bool several = command.find_first_of(";|&\n") != std::string::npos;
  const bool sets_variables = command.substr(0, command.find(' ')).find('=') != std::string::npos;
  return (several ? "" : sets_variables ? "exec env " : "exec ") + command + " \"$@\"";
}

pid_t start(const std::string& command, const std::string& path) {
  const auto spawned = spawn({.program = "/bin/sh",
                              .argv = {"sh", "-c", script_of(command), command, path},
                              .usual_signals = {SIGPIPE, SIGXFSZ, SIGINT, SIGQUIT, SIGTERM, SIGHUP}});
  if (spawned.problem != 0)
    throw Error{code::editor_failed, "no shell to run the editor", std::strerror(spawned.problem)};
  return spawned.child;
}

}  // namespace

FileEditor::FileEditor(const Environment& environment, std::string_view suffix, std::function<void()> before)
    : before_{std::move(before)} {
  command_ = environment("VISUAL").value_or(environment("EDITOR").value_or("vi"));
  path_ = fmt::format("{}/admctl-XXXXXX{}", environment("TMPDIR").value_or("/tmp"), suffix);
  // Made with mode 0600.
  const int made = ::mkostemps(path_.data(), static_cast<int>(suffix.size()), O_CLOEXEC);
  if (made < 0) fail(path_, "made");
  ::close(made);
}

FileEditor::~FileEditor() {
  if (!wanted_ || !holds_work()) ::unlink(path_.c_str());
}

bool FileEditor::holds_work() const {
  try {
    return first_ && read() != *first_;
  } catch (const Error&) {
    // Too large or not readable: it is the person's, not ours.
    return ::access(path_.c_str(), F_OK) == 0;
  }
}

void FileEditor::write(const std::string& text) const {
  const OpenFile file{path_, O_WRONLY | O_TRUNC};
  if (file.get() < 0) fail(path_, "written");
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto written = ::write(file.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(path_, "written");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string FileEditor::read() const {
  constexpr std::size_t longest = 16U << 20U;
  const OpenFile file{path_, O_RDONLY};
  if (file.get() < 0) fail(path_, "read");
  std::string text;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "read");
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > longest) throw Error{code::bad_file, path_ + " is larger than 16 MiB"};
  }
}

std::string FileEditor::edit(const std::string& text) {
  write(text);
  if (!first_) first_ = text;
  before_();
  run();
  // An editor that saves by renaming makes a new file.
  ::chmod(path_.c_str(), S_IRUSR | S_IWUSR);
  return read();
}

void FileEditor::run() {
  const auto set = waited_signals();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &set, &before);
  int status = 0;
  int ending = 0;
  try {
    ending = wait_for(start(command_, path_), status);
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  // SIGINT and SIGTERM stay blocked until somebody watches them again: a signal between here and there must not
  // end admctl before it has told where the text is.
  sigset_t later = before;
  sigaddset(&later, SIGINT);
  sigaddset(&later, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &later, nullptr);
  if (ending != 0) {
    const Code code{code::interrupted.number, ending == SIGINT ? Exit::interrupted : Exit::terminated,
                    code::interrupted.summary};
    throw Error{code, fmt::format("ended by {} while the editor was open: nothing was written",
                                  ending == SIGINT   ? "SIGINT"
                                  : ending == SIGHUP ? "SIGHUP"
                                                     : "SIGTERM")};
  }
  if (const int signal = signal_of(status)) {
    throw Error{code::editor_failed,
                fmt::format("the editor was killed by signal {}: nothing was written", signal)};
  }
  if (WEXITSTATUS(status) == 0) return;
  throw Error{code::editor_failed,
              fmt::format("the editor '{}' ended with {}: nothing was written", command_, WEXITSTATUS(status)),
              {},
              WEXITSTATUS(status) == not_found ? "set VISUAL or EDITOR to an editor that is installed" : ""};
}

}  // namespace admctl::cli
