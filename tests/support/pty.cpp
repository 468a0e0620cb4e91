#include "tests/support/pty.hpp"

#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

[[noreturn]] void become(std::vector<std::string> words, const std::string& home,
                         const std::map<std::string, std::string>& env) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::unsetenv("NO_COLOR");
  ::unsetenv("DATABASE_URL");
  ::unsetenv("ADMCTL_DB_URL");
  ::setenv("TERM", "xterm", 1);
  // A test that is about it names one.
  ::setenv("ADMCTL_PAGER", "cat", 1);
  ::setenv("HOME", home.c_str(), 1);
  ::setenv("XDG_DATA_HOME", home.c_str(), 1);
  for (const auto& [name, value] : env) ::setenv(name.c_str(), value.c_str(), 1);
  ::execvp(argv.front(), argv.data());
  ::_exit(127);
}

}  // namespace

PtyResult run_on_pty(const std::vector<std::string>& args, const std::vector<Answer>& answers,
                     const std::map<std::string, std::string>& env) {
  std::vector<std::string> words{ADMCTL_BINARY};
  words.insert(words.end(), args.begin(), args.end());
  return run_program_on_pty(words, answers, env);
}

PtyResult run_program_on_pty(const std::vector<std::string>& words, const std::vector<Answer>& answers,
                             const std::map<std::string, std::string>& env, unsigned short columns) {
  const TempFolder home;
  winsize size{24, columns, 0, 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) throw std::runtime_error{"no pseudo-terminal"};
  if (child == 0) become(words, home.path().string(), env);

  PtyResult result;
  std::size_t answered = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  for (;;) {
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
      ::close(terminal);
      throw std::runtime_error{"still running on its terminal: " + result.screen};
    }
    if (answered < answers.size() && result.screen.find(answers[answered].when) != std::string::npos) {
      const auto& text = answers[answered++].type;
      if (::write(terminal, text.data(), text.size()) < 0) break;
    }
    pollfd ready{terminal, POLLIN, 0};
    if (::poll(&ready, 1, 100) <= 0) continue;
    char buffer[4096];
    // A terminal whose last user is gone answers with an error, which is its end of file.
    const auto got = ::read(terminal, buffer, sizeof buffer);
    if (got <= 0) break;
    result.screen.append(buffer, static_cast<std::size_t>(got));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(terminal);
  result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace admctl::test
