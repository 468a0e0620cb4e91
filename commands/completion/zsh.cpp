#include <fmt/format.h>

#include "commands/completion/tree.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

// In single quotes; a colon separates word and description for _describe.
std::string entry(const std::string& word, const std::string& description) {
  std::string out = "'";
  for (const char c : word + ':' + description) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + '\'';
}

std::string flag_entries(const std::vector<FlagInfo>& flags) {
  std::string out;
  for (const auto& flag : flags) {
    for (const auto& name : flag.names) out += ' ' + entry(name, flag.help);
  }
  return out;
}

std::string value_case(const std::string& path, const FlagInfo& flag, bool global) {
  const auto line = [&](std::string_view action) {
    return fmt::format("    {}) {}; return ;;\n", case_pattern(path, flag, global), action);
  };
  switch (values_of(flag)) {
    case Values::none:
      return {};
    case Values::choices:
      return line(fmt::format("compadd -- {}", join(flag.choices, " ")));
    case Values::files:
      return line("_files");
    case Values::folders:
      return line("_files -/");
    case Values::anything:
      return line(fmt::format("_admctl_ask || _message '{}'", flag.metavar));
  }
  return {};
}

constexpr std::string_view head = R"(#compdef admctl
# zsh completion for admctl, made by: admctl completion zsh

# What only admctl knows: names out of the pack and the database. It answers at once or not at all.
_admctl_ask() {{
  local program=admctl answer files=1
  local -a parts whole open
  [[ $words[1] == */* ]] && program=${{~words[1]}}
  for answer in "${{(@f)$($program __complete -- "${{(@Q)words[2,CURRENT]}}" 2>/dev/null)}}"; do
    [[ -n $answer ]] || continue
    if [[ $answer == :files ]]; then
      _files && files=0
      continue
    fi
    parts=("${{(@ps:\t:)answer}}")
    # A colon separates word and description.
    answer="${{parts[1]//:/\\:}}${{parts[2]:+:$parts[2]}}"
    if [[ $parts[1] == *[/=] ]]; then open+=("$answer"); else whole+=("$answer"); fi
  done
  [[ $PREFIX == --*=* ]] && compset -P 1 '*='
  [[ $PREFIX == *,* ]] && compset -P '*,'
  (( $#whole )) && _describe 'name' whole
  (( $#open )) && _describe 'name' open -S ''
  (( $#whole + $#open )) || return $files
}}

_admctl() {{
  local line='' skip='' word i
  local -a subcommands flags
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $skip ]]; then
      skip=''
      continue
    fi
    case $word in
      {}) skip=1 ;;
      -*|help) ;;
      *)
        case "${{line:+$line }}$word" in
          {}) line="${{line:+$line }}$word" ;;
          *) break ;;
        esac
        ;;
    esac
  done
)";

}  // namespace

std::string zsh_script() {
  const auto nodes = completion_tree();
  const auto globals = completion_globals();
  auto script = fmt::format(head, join(spellings(globals, true), "|"), join(quoted_paths(nodes), "|"));

  script += "  case \"$line:$words[CURRENT-1]\" in\n";
  for (const auto& node : nodes) {
    for (const auto& flag : node.flags) script += value_case(node.path, flag, false);
  }
  for (const auto& flag : globals) script += value_case("", flag, true);
  script += "  esac\n  case \"$line\" in\n";
  for (const auto& node : nodes) {
    std::string words;
    for (const auto& [word, summary] : node.words) words += ' ' + entry(word, summary);
    script +=
        fmt::format("    '{}') subcommands=({} ) flags=({} ) ;;\n", node.path, words, flag_entries(node.flags));
  }
  script += fmt::format("  esac\n  flags+=({} )\n", flag_entries(globals));
  return script +
         "  if [[ $words[CURRENT] == --*=* ]]; then\n    _admctl_ask\n"
         "  elif [[ $words[CURRENT] == -* ]]; then\n    _describe -o 'flag' flags\n"
         "  elif (( $#subcommands )); then\n    _describe 'command' subcommands\n  else\n    _admctl_ask\n  "
         "fi\n}\n\n"
         "if [[ $funcstack[1] == _admctl ]]; then\n  _admctl \"$@\"\nelse\n  compdef _admctl admctl\nfi\n";
}

}  // namespace admctl::commands
