#include <fmt/format.h>

#include "commands/environment_variables.hpp"
#include "commands/exit_codes.hpp"
#include "commands/global_flags.hpp"
#include "commands/reference/reference.hpp"
#include "commands/registry.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

// Text inside a table cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<') out += '\\';
    out += c;
  }
  return out;
}

std::string flag_rows(const FlagList& list) {
  std::string out = "| flag | meaning |\n|---|---|\n";
  for (const auto& flag : list.flags()) {
    auto left = join(flag.names, ", ");
    left += flag.value_usage();
    auto right = flag.help;
    if (!flag.choices.empty()) right += ": " + join(flag.choices, ", ");
    if (!flag.initial.empty() && flag.initial != "0") right += fmt::format(" (default {})", flag.initial);
    out += fmt::format("| `{}` | {} |\n", left, cell(right));
  }
  return out;
}

std::string command_section(const Command& command) {
  const auto list = flags_of(command);
  auto out = fmt::format("\n#### `admctl {}{}`\n\n{}{}\n", command.name, positional_usage(list),
                         command.summary, command.effect == Effect::writes ? " (writes)" : "");
  for (const auto& paragraph : split(trim(command.details), '\n')) {
    if (!paragraph.empty()) out += '\n' + paragraph + '\n';
  }
  if (!command.examples.empty()) {
    out += "\n```sh\n";
    for (const auto& example : command.examples) out += fmt::format("{}  # {}\n", example.line, example.what);
    out += "```\n";
  }
  if (!list.flags().empty()) out += '\n' + flag_rows(list);
  return out;
}

}  // namespace

std::string markdown_reference() {
  std::string text = "### Commands\n";
  for (const auto& command : all_commands()) {
    if (!command.hidden) text += command_section(command);
  }
  text += "\n### Global flags\n\n" + flag_rows(global_flag_list());
  text += "\n### Flags of commands that write\n\n" + flag_rows(writing_flag_list());
  text += "\n### Flags of commands that run on many databases\n\n" + flag_rows(fleet_flag_list());
  text += "\n### Environment\n\n| variable | meaning |\n|---|---|\n";
  for (const auto& [name, meaning] : environment_variables())
    text += fmt::format("| `{}` | {} |\n", name, meaning);
  text += "\n### Exit codes\n\n| exit | meaning |\n|---|---|\n";
  for (const auto& [exit, meaning] : exit_meanings()) {
    text += fmt::format("| {} | {} |\n", static_cast<int>(exit), meaning);
  }
  text += "\n### Error codes\n\n| code | exit | meaning |\n|---|---|---|\n";
  for (const auto& code : all_codes()) {
    text += fmt::format("| {} | {} | {} |\n", code_name(code), static_cast<int>(code.exit), cell(code.summary));
  }
  return text;
}

}  // namespace admctl::commands
