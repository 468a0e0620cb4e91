#include "cli/command_line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/flag_list.hpp"
#include "commands/global_flags.hpp"
#include "commands/registry.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

struct Globals {
  commands::FlagList everywhere = commands::global_flag_list();
  commands::FlagList writing = commands::writing_flag_list();

  const commands::FlagInfo* find(std::string_view name) const {
    const auto* flag = everywhere.find(name);
    return flag ? flag : writing.find(name);
  }
};

bool is_known(const Globals& globals, std::string_view word) {
  // "-ojson" and "-qo": the first letter tells.
  if (!word.starts_with("--")) word = word.substr(0, 2);
  return globals.find(word.substr(0, word.find('='))) != nullptr;
}

[[noreturn]] void refuse_word(const std::string& word, const CommandLine& line,
                              const std::string& strange_flag) {
  if (!strange_flag.empty()) {
    throw Error{code::usage,
                fmt::format("unknown flag {} before the command", strange_flag),
                {},
                "flags of a command come after its name"};
  }
  auto candidates = commands::words_after(line.words, commands::Which::shown);
  if (line.words.empty()) candidates.emplace_back("help");
  throw Error{code::usage,
              fmt::format("unknown command '{}{}{}'.{}", line.words, line.words.empty() ? "" : " ", word,
                          did_you_mean(word, candidates)),
              {},
              fmt::format("admctl {}{}--help lists the commands", line.words, line.words.empty() ? "" : " ")};
}

}  // namespace

CommandLine find_command(std::span<const std::string> args) {
  const Globals globals;
  CommandLine line;
  std::string strange_flag;
  std::size_t i = 0;
  for (; i < args.size() && args[i] != "--"; ++i) {
    const auto& word = args[i];
    if (word.size() > 1 && word.starts_with('-')) {
      line.rest.push_back(word);
      const auto* flag = globals.find(word);
      if (flag && flag->takes_value() && i + 1 < args.size()) line.rest.push_back(args[++i]);
      if (!is_known(globals, word) && strange_flag.empty()) strange_flag = word;
      continue;
    }
    if (line.words.empty() && word == "help" && !line.help_word) {
      line.help_word = true;
      continue;
    }
    const auto known = commands::words_after(line.words, commands::Which::all);
    if (std::ranges::find(known, word) == known.end()) {
      if (line.command) break;
      refuse_word(word, line, strange_flag);
    }
    line.words += (line.words.empty() ? "" : " ") + word;
    line.command = commands::find_command(line.words);
    if (line.command && commands::words_after(line.words, commands::Which::all).empty()) {
      ++i;
      break;
    }
  }
  line.rest.insert(line.rest.end(), args.begin() + static_cast<std::ptrdiff_t>(i), args.end());
  return line;
}

}  // namespace admctl::cli
