#include "cli/completion_answer.hpp"

#include <charconv>
#include <csignal>

#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli/cli_context.hpp"
#include "cli/flags_cli11.hpp"
#include "commands/completion/candidates.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

constexpr std::string_view command_word = "__complete";
constexpr int default_patience_ms = 300;

void end_silently(int) { ::_exit(0); }

// The process ends in the middle of whatever it does: looking a host up can be stopped in no other way.
void set_deadline(const Environment& environment) {
  int milliseconds = default_patience_ms;
  if (const auto text = environment("ADMCTL_COMPLETE_MS")) {
    std::from_chars(text->data(), text->data() + text->size(), milliseconds);
  }
  if (milliseconds < 1) return;
  std::signal(SIGALRM, end_silently);
  itimerval timer{};
  timer.it_value.tv_sec = milliseconds / 1000;
  timer.it_value.tv_usec = static_cast<suseconds_t>(milliseconds % 1000) * 1000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

// Libraries would talk into the prompt, or ask there.
void close_terminal() {
  const int nowhere = ::open("/dev/null", O_RDWR);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDIN_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
}

// "$DATABASE_URL" is still a variable when the shell asks.
std::string expanded(const std::string& word, const Environment& environment) {
  if (!word.starts_with('$')) return word;
  auto name = word.substr(1);
  if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  return environment(name).value_or(word);
}

// A description is one line of plain text, whatever a pack or a row holds.
std::string text_of(const commands::Candidates& candidates) {
  std::string out = candidates.files ? ":files\n" : "";
  for (const auto& [value, description] : candidates.values) {
    // A shell would have to quote it; whoever has such names can type them.
    if (value.empty() || visible(value) != value ||
        value.find_first_of(" '\"\\`$&|;<>(){}*?") != std::string::npos)
      continue;
    out += value;
    if (!description.empty()) out += '\t' + visible(description);
    out += '\n';
  }
  return out;
}

std::string answer(std::span<const std::string> args, const Environment& environment) {
  std::vector<std::string> words;
  for (const auto& word : args) words.push_back(expanded(word, environment));
  const auto line = commands::parse_partial_line(words);
  Invocation invocation{.arguments = {}, .command = line.path, .flags = {}, .environment = environment};
  CliFlags flags;
  commands::declare_global(flags, invocation.flags);
  flags.parse(line.globals);
  StderrTalk talk{{.quiet = true, .write = [](std::string_view) {}}};
  DescriptorOutput out{STDOUT_FILENO};
  Signals signals;
  CliContext context{invocation, talk, out, signals};
  return text_of(commands::complete(context, line));
}

}  // namespace

bool asks_for_completion(std::span<const std::string> args) {
  return args.size() >= 2 && args[0] == command_word && args[1] == "--";
}

int answer_completion(std::span<const std::string> args) {
  try {
    const auto environment = process_environment();
    set_deadline(environment);
    close_terminal();
    const auto text = answer(args.subspan(2), environment);
    // One write: all of it or, when the time is just over, nothing.
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    static_cast<void>(written);
  } catch (...) {
    // Whatever it is, the prompt is no place to tell.
  }
  return 0;
}

}  // namespace admctl::cli
