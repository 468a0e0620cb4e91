#include <algorithm>

#include <catch2/catch.hpp>

#include "cli/help.hpp"
#include "commands/exit_codes.hpp"
#include "commands/registry.hpp"
#include "lib/core/text.hpp"

using namespace admctl;

TEST_CASE("every exit code in use has a meaning") {
  for (const auto& code : all_codes()) {
    INFO(code.number);
    CHECK_FALSE(commands::meaning_of(code.exit).empty());
  }
}

TEST_CASE("help pages fit 80 columns, examples aside") {
  std::vector<std::string> pages{cli::root_help()};
  for (const auto& group : commands::all_groups()) pages.push_back(cli::group_help(group.name));
  for (const auto& command : commands::all_commands()) pages.push_back(cli::command_help(command));
  for (const auto& page : pages) {
    CHECK(page.ends_with('\n'));
    for (const auto& line : split(page, '\n')) {
      INFO(line);
      CHECK((display_width(line) <= 80 || line.starts_with("  ") || line.starts_with("admctl ")));
    }
  }
}

TEST_CASE("only commands that write show the flags of writing") {
  for (const auto& command : commands::all_commands()) {
    INFO(command.name);
    const auto page = cli::command_help(command);
    CHECK((page.find("\nFlags of commands that write:\n") != std::string::npos) ==
          (command.effect == commands::Effect::writes));
  }
}

TEST_CASE("hidden commands are found but not listed") {
  CHECK(commands::find_command("reference man") != nullptr);
  const auto shown = commands::words_after("", commands::Which::shown);
  const auto all = commands::words_after("", commands::Which::all);
  CHECK(std::ranges::find(shown, "reference") == shown.end());
  CHECK(std::ranges::find(all, "reference") != all.end());
  CHECK(cli::root_help().find("reference") == std::string::npos);
}
