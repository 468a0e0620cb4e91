#include "cli/prompt.hpp"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "cli/terminal.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

constexpr int check_pause_ms = 100;

void write_to_terminal(std::string_view text) {
  // A question that cannot be shown is still followed by reading the answer, which can be declined.
  if (is_terminal(STDERR_FILENO)) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    return;
  }
  const int terminal = ::open("/dev/tty", O_WRONLY | O_CLOEXEC);
  if (terminal < 0)
    throw Error{code::missing_flag, "the question cannot be shown: there is no terminal for it"};
  [[maybe_unused]] const auto written = ::write(terminal, text.data(), text.size());
  ::close(terminal);
}

// Byte by byte, as nothing after the line may be taken from whoever reads stdin next.
std::optional<std::string> read_line(const std::function<void()>& check) {
  std::string line;
  for (;;) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&input, 1, check_pause_ms);
    check();
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char c = 0;
    const auto got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

}  // namespace

Asker terminal_asker(bool no_input, std::function<void()> check) {
  return {.interactive = !no_input && is_terminal(STDIN_FILENO),
          .ask = write_to_terminal,
          .answer = [check = std::move(check)] { return read_line(check); }};
}

std::string Prompt::ask(const std::string& question) {
  asker_.ask(question);
  const auto answer = asker_.answer();
  return answer ? std::string{trim(*answer)} : std::string{};
}

void Prompt::confirm(std::string_view question) {
  if (given_.yes) return;
  if (!asker_.interactive) {
    throw Error{code::missing_flag,
                "this needs a yes: " + std::string{question},
                {},
                "add --yes when that is meant; --dry-run shows what would happen"};
  }
  const auto answer = to_lower(ask(fmt::format("{} [y/N] ", visible(question))));
  if (answer != "y" && answer != "yes") throw Error{code::declined, "declined; nothing was written"};
}

void Prompt::confirm_typed(std::string_view question, std::string_view word) {
  if (given_.confirm) {
    if (*given_.confirm == word) return;
    throw Error{code::usage,
                fmt::format("--confirm says '{}', but this is about '{}'", *given_.confirm, word),
                {},
                fmt::format("check what is meant; --confirm={} confirms it", word)};
  }
  if (!asker_.interactive) {
    throw Error{code::missing_flag,
                "this needs to be confirmed: " + std::string{question},
                {},
                fmt::format("add --confirm={} when that is meant; --yes is not enough", word)};
  }
  if (ask(fmt::format("{}\ntype {} to go on: ", visible(question), visible(word))) == word) return;
  throw Error{code::declined, "declined; nothing was written"};
}

}  // namespace admctl::cli
