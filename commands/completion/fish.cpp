#include <fmt/format.h>

#include "commands/completion/tree.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

std::string flag_line(const FlagInfo& flag, std::string_view condition) {
  auto line = fmt::format("complete -c admctl{}", condition);
  for (const auto& name : flag.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  switch (values_of(flag)) {
    case Values::none:
      break;
    case Values::choices:
      line += " -x -a " + single_quoted(join(flag.choices, " "));
      break;
    case Values::files:
      line += " -r -F";
      break;
    case Values::folders:
      line += " -x -a '(__fish_complete_directories)'";
      break;
    case Values::anything:
      line += " -x -a '(__admctl_ask)'";
      break;
  }
  return line + " -d " + single_quoted(flag.help) + '\n';
}

constexpr std::string_view head = R"fish(# fish completion for admctl, made by: admctl completion fish

function __admctl_line
  set -l line
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case {}
        set skip 1
      case '-*' help
      case '*'
        switch "$(string join ' ' $line $word)"
          case {}
            set -a line $word
          case '*'
            break
        end
    end
  end
  string join ' ' $line
end

function __admctl_at
  test "$(__admctl_line)" = "$argv[1]"
end

# What only admctl knows: names out of the pack and the database. It answers at once or not at all.
function __admctl_ask
  set -l typed (commandline -opc) (commandline -ct)
  set -l program admctl
  string match -q '*/*' -- $typed[1]; and set program $typed[1]
  # Of "a,b" fish completes all, not only the last part; "--flag=" it puts in front by itself.
  set -l before (string match -r '^.*,' -- (string replace -r '^--[^=]*=' '' -- $typed[-1]))
  for answer in ($program __complete -- $typed[2..-1] 2>/dev/null)
    if test $answer = ':files'
      __fish_complete_path (commandline -ct)
    else
      echo "$before$answer"
    end
  end
end

complete -c admctl -f
)fish";

}  // namespace

std::string fish_script() {
  const auto nodes = completion_tree();
  const auto globals = completion_globals();
  auto script = fmt::format(head, join(spellings(globals, true), " "), join(quoted_paths(nodes), " "));
  for (const auto& flag : globals) script += flag_line(flag, "");
  for (const auto& node : nodes) {
    const auto condition = fmt::format(" -n \"__admctl_at '{}'\"", node.path);
    for (const auto& [word, summary] : node.words) {
      script += fmt::format("complete -c admctl{} -a {} -d {}\n", condition, word, single_quoted(summary));
    }
    for (const auto& flag : node.flags) script += flag_line(flag, condition);
    if (node.words.empty()) script += fmt::format("complete -c admctl{} -a '(__admctl_ask)'\n", condition);
  }
  return script;
}

}  // namespace admctl::commands
