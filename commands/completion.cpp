#include "commands/completion/tree.hpp"
#include "commands/groups.hpp"

namespace admctl::commands {
namespace {

template <std::string (*script)()>
Run declare(Flags&) {
  return [](Context&) {
    Report report;
    report.raw = script();
    return report;
  };
}

}  // namespace

std::span<const Command> completion_commands() {
  static const Command commands[] = {
      {.name = "completion bash",
       .summary = "print the completion script for bash",
       .details = "",
       .examples = {{"admctl completion bash > ~/.local/share/bash-completion/completions/admctl",
                     "install it for yourself"},
                    {"source <(admctl completion bash)", "try it in this shell"}},
       .effect = Effect::reads,
       .declare = declare<bash_script>},
      {.name = "completion zsh",
       .summary = "print the completion script for zsh",
       .details = "",
       .examples = {{"admctl completion zsh > ~/.zfunc/_admctl", "install it into a folder of $fpath"},
                    {"source <(admctl completion zsh)", "try it in this shell"}},
       .effect = Effect::reads,
       .declare = declare<zsh_script>},
      {.name = "completion fish",
       .summary = "print the completion script for fish",
       .details = "",
       .examples = {{"admctl completion fish > ~/.config/fish/completions/admctl.fish",
                     "install it for yourself"},
                    {"admctl completion fish | source", "try it in this shell"}},
       .effect = Effect::reads,
       .declare = declare<fish_script>},
  };
  return commands;
}

}  // namespace admctl::commands
