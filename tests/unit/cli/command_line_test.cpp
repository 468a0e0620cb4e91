#include "cli/command_line.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "commands/flag_list.hpp"
#include "commands/global_flags.hpp"
#include "commands/registry.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

using admctl::cli::CommandLine;
using Words = std::vector<std::string>;

namespace {

CommandLine find(const Words& args) { return admctl::cli::find_command(args); }

}  // namespace

TEST_CASE("the command is found among the global flags") {
  struct Case {
    Words args;
    std::string words;
    Words rest;
  };
  const std::vector<Case> cases{
      {{"platform", "show"}, "platform show", {}},
      {{"--db", "platform", "platform", "-q", "show", "x"}, "platform show", {"--db", "platform", "-q", "x"}},
      {{"-o", "json", "explain", "2103"}, "explain", {"-o", "json", "2103"}},
      {{"--output=json", "-n", "explain", "show"}, "explain", {"--output=json", "-n", "show"}},
      {{"explain", "--", "platform"}, "explain", {"--", "platform"}},
      {{"platform"}, "platform", {}},
      {{"--help"}, "", {"--help"}},
      {{}, "", {}},
  };
  for (const auto& [args, words, rest] : cases) {
    const auto line = find(args);
    CHECK(line.words == words);
    CHECK(line.rest == rest);
  }
}

TEST_CASE("only a whole command has something to run") {
  CHECK(find({"platform", "show"}).command != nullptr);
  CHECK(find({"platform"}).command == nullptr);
}

TEST_CASE("the word help asks for the help of what follows") {
  const auto line = find({"help", "platform", "show"});
  CHECK(line.help_word);
  CHECK(line.words == "platform show");
}

TEST_CASE("words that name no command are refused with a suggestion") {
  const std::vector<std::pair<Words, std::string>> cases{
      {{"platfrom"}, "unknown command 'platfrom'. Did you mean 'platform'?"},
      {{"platform", "shwo"}, "unknown command 'platform shwo'. Did you mean 'show'?"},
      {{"--limit", "5", "explain"}, "unknown flag --limit before the command"},
  };
  for (const auto& [args, message] : cases) CHECK_THROWS_WITH(find(args), message);
}

TEST_CASE("every command is complete and none of its flags shadows a global one but --key") {
  const auto global = admctl::commands::global_flag_list();
  const auto writing = admctl::commands::writing_flag_list();
  for (const auto& command : admctl::commands::all_commands()) {
    INFO(command.name);
    CHECK_FALSE(command.summary.empty());
    CHECK_FALSE(command.summary.ends_with('.'));
    CHECK_FALSE(command.examples.empty());
    for (const auto& example : command.examples) {
      CHECK(example.line.find("admctl") != std::string_view::npos);
    }
    const auto list = admctl::commands::flags_of(command);
    for (const auto& name : list.spellings()) {
      CHECK(global.find(name) == nullptr);
      CHECK((name == "--key" || writing.find(name) == nullptr));
      CHECK(list.find(name)->name().starts_with("--"));
    }
    const auto first = std::string{command.name.substr(0, command.name.find(' '))};
    CHECK_FALSE(admctl::commands::summary_of(first).empty());
  }
}

TEST_CASE("commands are named once") {
  Words names;
  for (const auto& command : admctl::commands::all_commands()) names.emplace_back(command.name);
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
}
