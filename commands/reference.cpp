#include "commands/reference/reference.hpp"

#include "commands/groups.hpp"

namespace admctl::commands {
namespace {

template <std::string (*document)()>
Run declare(Flags&) {
  return [](Context&) {
    Report report;
    report.raw = document();
    return report;
  };
}

}  // namespace

std::span<const Command> reference_commands() {
  static const Command commands[] = {
      {.name = "reference man",
       .summary = "print the manual page",
       .details = "",
       .examples = {{"admctl reference man > completions/admctl.1", "renew the file in the repository"}},
       .effect = Effect::reads,
       .declare = declare<man_page>,
       .hidden = true},
      {.name = "reference markdown",
       .summary = "print the reference of the README",
       .details = "",
       .examples = {{"admctl reference markdown", "commands, flags, variables and codes"}},
       .effect = Effect::reads,
       .declare = declare<markdown_reference>,
       .hidden = true},
  };
  return commands;
}

}  // namespace admctl::commands
