#include <fmt/format.h>

#include "commands/completion/tree.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string value_case(const std::string& path, const FlagInfo& flag, bool global) {
  const auto line = [&](std::string_view action) {
    return fmt::format("    {}) {}; return ;;\n", case_pattern(path, flag, global), action);
  };
  switch (values_of(flag)) {
    case Values::none:
      return {};
    case Values::choices:
      return line(fmt::format("_admctl_words '{}'", join(flag.choices, " ")));
    case Values::files:
      return line("mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
    case Values::folders:
      return line("mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
    case Values::anything:
      return line("_admctl_ask");
  }
  return {};
}

constexpr std::string_view head = R"(# bash completion for admctl, made by: admctl completion bash

_admctl_words() {{
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}}

# What only admctl knows: names out of the pack and the database. It answers at once or not at all.
_admctl_ask() {{
  local program=admctl answer='' line open=1 value
  # Of "column=value" it completes only what comes after the equals sign.
  local before=${{typed[-1]%"$cur"}}
  before=${{before#--*=}}
  [[ ${{COMP_WORDS[0]}} == */* ]] && program=${{COMP_WORDS[0]/#\~/$HOME}}
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
      # Of "a,b" readline completes all, not only the last part.
      value=${{line%%$'\t'*}}
      COMPREPLY+=("$prefix${{value#"$before"}}")
      [[ ${{COMPREPLY[-1]}} == *[/=] ]] || open=''
    fi
  done < <("$program" __complete -- "${{typed[@]:1}}" 2>/dev/null)
  [[ -n $open && ${{#COMPREPLY[@]}} -gt 0 ]] && compopt -o nospace 2>/dev/null
}}

# bash takes words apart at "=" and ":"; `typed` gets them as they are on the line.
_admctl_typed() {{
  local rest=${{COMP_LINE:0:COMP_POINT}} word i
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if ((i > 0)) && [[ -n $word && $rest == "$word"* ]]; then
      typed[-1]+=$word
    else
      typed+=("$word")
    fi
    rest=${{rest#*"$word"}}
  done
  for i in "${{!typed[@]}}"; do
    word=${{typed[i]#[\'\"]}}
    typed[i]=${{word%[\'\"]}}
  done
}}

_admctl() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}
  local line='' skip='' words='' flags='' prefix='' word i
  local -a typed
  COMPREPLY=()
  _admctl_typed
  # "--output=json" arrives as three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' && COMP_CWORD -gt 2 ]]; then
    prev=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  [[ $cur == *,* ]] && prefix=${{cur%,*}},
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ -n $skip ]]; then
      skip=''
      continue
    fi
    case $word in
      {}) [[ ${{COMP_WORDS[i + 1]}} == '=' ]] || skip=1 ;;
      -* | '=' | help) ;;
      *)
        case "${{line:+$line }}$word" in
          {}) line=${{line:+$line }}$word ;;
          *) break ;;
        esac
        ;;
    esac
  done
)";

}  // namespace

std::string bash_script() {
  const auto nodes = completion_tree();
  const auto globals = completion_globals();
  auto script = fmt::format(head, join(spellings(globals, true), " | "), join(quoted_paths(nodes), " | "));

  script += "  case \"$line:$prev\" in\n";
  for (const auto& node : nodes) {
    for (const auto& flag : node.flags) script += value_case(node.path, flag, false);
  }
  for (const auto& flag : globals) script += value_case("", flag, true);
  script += "  esac\n  case \"$line\" in\n";
  for (const auto& node : nodes) {
    std::vector<std::string> words;
    for (const auto& word : node.words) words.push_back(word.word);
    script += fmt::format("    '{}') words='{}' flags='{}' ;;\n", node.path, join(words, " "),
                          join(spellings(node.flags), " "));
  }
  script += fmt::format("  esac\n  if [[ $cur == -* ]]; then\n    _admctl_words \"$flags {}\"\n",
                        join(spellings(globals), " "));
  return script +
         "  elif [[ -n $words ]]; then\n    _admctl_words \"$words\"\n  else\n"
         "    _admctl_ask\n  fi\n}\n\ncomplete -F _admctl admctl\n";
}

}  // namespace admctl::commands
