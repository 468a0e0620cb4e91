#include "cli/application.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/build_info.hpp"
#include "cli/cli_context.hpp"
#include "cli/command_line.hpp"
#include "cli/completion_answer.hpp"
#include "cli/flags_cli11.hpp"
#include "cli/fleet_command.hpp"
#include "cli/help.hpp"
#include "cli/pager.hpp"
#include "cli/render/error.hpp"
#include "cli/render/render.hpp"
#include "cli/terminal.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// What cannot be written to stderr is lost: there is no other place to complain.
void write_stderr(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The command line may be what is wrong, so the form of its errors is looked for without parsing it.
bool wants_json(std::span<const std::string> args) {
  const auto is_json = [](std::string_view format) { return format == "json" || format == "jsonl"; };
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    const std::string_view word = args[i];
    const bool next = word == "-o" || word == "--output";
    if (next && i + 1 < args.size() && is_json(args[i + 1])) return true;
    if (word.starts_with("--output=") && is_json(word.substr(9))) return true;
    if (word.starts_with("-o") && is_json(word.substr(word.starts_with("-o=") ? 3 : 2))) return true;
  }
  return false;
}

// The database takes nothing else, and the ledger keeps the whole command line.
void check_utf8(std::span<const std::string> args) {
  for (const auto& word : args) {
    if (const auto offset = find_invalid_utf8(word)) {
      throw Error{
          code::usage,
          "an argument is not valid UTF-8 at its byte " + std::to_string(*offset + 1) + ": " + visible(word),
          {},
          "check the encoding of your terminal or script"};
    }
  }
}

class Application {
 public:
  explicit Application(std::span<const std::string> args) : json_errors_{wants_json(args)} {
    invocation_.arguments.assign(args.begin(), args.end());
    invocation_.environment = process_environment();
  }

  int run() {
    try {
      return static_cast<int>(execute());
    } catch (const ReaderGone&) {
      return static_cast<int>(outcome_);
    } catch (const Error& error) {
      return report(error.code() == code::interrupted && signals_.received() != 0 ? by_signal(error) : error);
    } catch (const std::exception& error) {
      return report({code::bug,
                     std::string{"bug in admctl: "} + error.what(),
                     {},
                     "please report it with the command line and what admctl --version prints"});
    }
  }

 private:
  // Reads words. What the command takes stands in its help; a near name in the message is enough by itself.
  template <typename Read>
  static void understand(const CommandLine& line, const Read& read) {
    try {
      read();
    } catch (Error& error) {
      if (line.command && error.hint().empty() && error.message().find("Did you mean") == std::string::npos)
        error.with_hint(fmt::format("'admctl {} --help' tells what it takes", line.words));
      throw;
    }
  }

  Exit execute() {
    check_utf8(invocation_.arguments);
    const auto line = find_command(invocation_.arguments);
    auto& globals = invocation_.flags;
    CliFlags flags;
    commands::declare_global(flags, globals);
    commands::declare_writing(flags, globals,
                              line.command ? commands::flags_of(*line.command) : commands::FlagList{});
    if (line.command && line.command->fleet) commands::declare_fleet(flags, globals);
    const auto body = line.command ? line.command->declare(flags) : commands::Run{};
    understand(line, [&] { flags.parse(line.rest); });
    globals.plain = globals.plain || invocation_.environment("ADMCTL_PLAIN");
    if (globals.plain) globals.color = "never";
    if (globals.version) return print(version_text());
    if (globals.help || line.help_word) return print(help_of(line));
    if (!line.command) {
      write_stderr(help_of(line));
      return Exit::usage;
    }
    understand(line, [&] { flags.assign_positionals(); });
    invocation_.command = line.words;
    if (!globals.targets.empty() || globals.resume) return run_on_fleet(*line.command, line.rest);
    return run_command(*line.command, body);
  }

  static std::string help_of(const CommandLine& line) {
    if (line.command) return command_help(*line.command);
    return line.words.empty() ? root_help() : group_help(line.words);
  }

  Exit run_command(const commands::Command& command, const commands::Run& body) {
    auto talk = make_talk();
    CliContext context{invocation_, talk, out_, signals_};
    const bool writes = command.effect == commands::Effect::writes;
    auto report = body(context);
    talk.progress_done();
    if (context.has_written_stdout() && !report.raw) report.raw.emplace();
    if (report.passed_on) {
      outcome_ = static_cast<Exit>(*report.passed_on);
      return outcome_;
    }
    outcome_ = report.exit == Exit::differences && !invocation_.flags.exit_code ? Exit::ok : report.exit;
    try {
      select_fields(report, invocation_.flags.fields);
    } catch (const Error& error) {
      // What is written stays written: a wrong --fields must not make it look like a failure.
      if (!writes) throw;
      talk.insist(error_text(error, false));
    }
    watch_rows(report);
    show(report, talk);
    if (report.finish) report.finish();
    return outcome_;
  }

  Exit run_on_fleet(const commands::Command& command, const std::vector<std::string>& rest) {
    auto talk = make_talk();
    const auto& flags = invocation_.flags;
    const auto style = make_style();
    const bool documents =
        style.format == Format::json || style.format == Format::jsonl || style.format == Format::yaml;
    const bool events = style.format == Format::jsonl;
    const auto tell = [&](const std::vector<FleetResult>& results, std::vector<std::string> next) {
      auto report = Report::list(fleet_table(results, documents));
      report.next = std::move(next);
      select_fields(report, flags.fields);
      show(report, talk);
    };
    Prompt prompt{terminal_asker(flags.no_input, [this] { signals_.check(); }),
                  {.yes = flags.yes, .confirm = flags.confirm}};
    const auto answer = run_fleet_command({.invocation = invocation_,
                                           .command = command,
                                           .rest = rest,
                                           .talk = talk,
                                           .prompt = prompt,
                                           .signals = signals_,
                                           .on_end =
                                               [&](const FleetResult& result) {
                                                 if (events) tell({result}, {});
                                               },
                                           .read_stdin = read_stdin});
    outcome_ = exit_of(answer.results);
    std::vector<std::string> next;
    if (answer.next) next.push_back(*answer.next);
    if (!events) tell(answer.results, next);
    // The others were told of when they ended.
    for (const auto& result : answer.results) {
      if (events && !result.took) tell({result}, {});
    }
    if (events && answer.next) talk.say("next: " + *answer.next);
    if (signals_.received() != 0) return signals_.received() == SIGTERM ? Exit::terminated : Exit::interrupted;
    return outcome_;
  }

  void show(const Report& report, StderrTalk& talk) {
    const auto style = make_style();
    const auto& flags = invocation_.flags;
    const auto is_live = [](const Section& section) {
      const auto* table = std::get_if<Table>(&section.body);
      return table && table->live;
    };
    const bool page = style.terminal && !report.raw && !style.plain && !flags.no_pager &&
                      (style.format == Format::table || style.format == Format::wide) &&
                      invocation_.environment("TERM").value_or("dumb") != "dumb" &&
                      std::ranges::none_of(report.sections, is_live);
    const auto pager = page ? pager_command(invocation_.environment) : std::nullopt;
    if (!pager) return render(report, style, out_, talk);
    PagedOutput paged{out_, *pager, terminal_height(STDOUT_FILENO)};
    render(report, style, paged, talk);
  }

  // A long list stops at the next row after a signal.
  void watch_rows(Report& report) {
    for (auto& section : report.sections) {
      auto* table = std::get_if<Table>(&section.body);
      if (!table || !table->source) continue;
      table->source = [this, source = table->source, live = table->live](const RowSink& sink) {
        source([&](const Row& row) {
          signals_.check();
          sink(row);
          if (live) out_.flush();
        });
      };
    }
  }

  StderrTalk make_talk() {
    StderrTalk::Options options;
    options.quiet = invocation_.flags.quiet;
    options.terminal = !invocation_.flags.plain && is_terminal(STDERR_FILENO) &&
                       invocation_.environment("TERM").value_or("dumb") != "dumb";
    options.width = terminal_width(STDERR_FILENO);
    options.write = write_stderr;
    options.check = [this] { signals_.check(); };
    return StderrTalk{std::move(options)};
  }

  Style make_style() const {
    const auto& flags = invocation_.flags;
    const bool terminal = is_terminal(STDOUT_FILENO);
    return {.format = parse_format(flags.output),
            .headers = !flags.no_headers,
            .csv_safe = flags.csv_safe,
            .terminal = terminal,
            .color = use_color(flags.color, terminal, invocation_.environment),
            .plain = flags.plain,
            .width = terminal_width(STDOUT_FILENO),
            .now = system_clock().now()};
  }

  Exit print(const std::string& text) {
    out_.write(text);
    out_.flush();
    return Exit::ok;
  }

  Error by_signal(const Error& error) const {
    const bool terminated = signals_.received() == SIGTERM;
    const Code code{code::interrupted.number, terminated ? Exit::terminated : Exit::interrupted,
                    code::interrupted.summary};
    // The server only tells that it cancelled the statement; a command may know what is written and what is
    // not.
    const bool says_nothing = error.detail().empty() || error.detail().starts_with("SQLSTATE");
    const auto detail =
        says_nothing ? "What was running was rolled back; nothing of it was written." : error.detail();
    return Error{code, terminated ? "ended by SIGTERM" : "ended by SIGINT", detail, error.hint()}
        .with_operation(error.operation());
  }

  int report(const Error& error) {
    const auto& environment = invocation_.environment;
    const bool terminal = is_terminal(STDERR_FILENO);
    const bool color = use_color(invocation_.flags.color, terminal, environment);
    const bool broken = terminal && !invocation_.flags.plain;
    const auto width = broken ? std::optional{terminal_width(STDERR_FILENO)} : std::nullopt;
    // The terminal has written ^C where the cursor was.
    const bool typed = terminal && !json_errors_ && signals_.received() == SIGINT;
    write_stderr((typed ? "\n" : "") + (json_errors_ ? error_json(error) : error_text(error, color, width)));
    return static_cast<int>(error.exit());
  }

  Invocation invocation_;
  bool json_errors_;
  DescriptorOutput out_{STDOUT_FILENO};
  Signals signals_;
  Exit outcome_ = Exit::ok;
};

}  // namespace

int run(std::span<const std::string> args) {
  occupy_closed_descriptors();
  // A reader that goes away is noticed when writing to it; a running transaction must not die of it.
  std::signal(SIGPIPE, SIG_IGN);
  // Likewise a limit on the size of files: an export must remove what it began.
  std::signal(SIGXFSZ, SIG_IGN);
  if (asks_for_completion(args)) return answer_completion(args);
  return Application{args}.run();
}

}  // namespace admctl::cli
