#include "cli/help.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/flag_list.hpp"
#include "commands/global_flags.hpp"
#include "commands/registry.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

using commands::FlagInfo;
using commands::FlagList;

constexpr std::size_t page_width = 80;

struct Entry {
  std::string left;
  std::string right;
};

// Breaks `text` at blanks so that lines fit beside `indent` columns; the first line is not indented.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  for (const auto& word : split(text, ' ')) {
    const auto width = display_width(word);
    if (column > indent && column + 1 + width > page_width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width;
  }
  return out;
}

std::string two_columns(const std::vector<Entry>& entries) {
  std::size_t width = 0;
  for (const auto& entry : entries) width = std::max(width, entry.left.size());
  width = std::min<std::size_t>(width, 30);
  std::string out;
  for (const auto& entry : entries) {
    out += "  " + entry.left;
    if (entry.left.size() > width)
      out += '\n' + std::string(width + 4, ' ');
    else
      out += std::string(width - entry.left.size() + 2, ' ');
    out += wrapped(entry.right, width + 4) + '\n';
  }
  return out;
}

Entry flag_entry(const FlagInfo& flag) {
  // Those without a short form line up with the long names of the others.
  auto left = (flag.names.front().starts_with("--") ? "    " : "") + join(flag.names, ", ");
  left += flag.value_usage();
  auto right = flag.help;
  if (!flag.choices.empty()) right += ": " + join(flag.choices, ", ");
  if (flag.repeatable) right += " (repeatable)";
  if (!flag.initial.empty() && flag.initial != "0") right += fmt::format(" (default {})", flag.initial);
  return {std::move(left), std::move(right)};
}

std::string flag_section(std::string_view title, const FlagList& list) {
  if (list.flags().empty()) return {};
  std::vector<Entry> entries;
  for (const auto& flag : list.flags()) entries.push_back(flag_entry(flag));
  return fmt::format("\n{}:\n{}", title, two_columns(entries));
}

std::string command_list(std::string_view words) {
  std::vector<Entry> entries;
  for (const auto& word : commands::words_after(words, commands::Which::shown)) {
    const auto name = words.empty() ? word : std::string{words} + ' ' + word;
    entries.push_back({word, std::string{commands::summary_of(name)}});
  }
  return two_columns(entries);
}

}  // namespace

std::string root_help() {
  return "admctl operates transactional platforms that live in PostgreSQL.\n\n"
         "Usage: admctl [FLAGS] COMMAND [ARGUMENTS]\n\n"
         "Commands:\n" +
         command_list("") + flag_section("Global flags", commands::global_flag_list()) +
         flag_section("Flags of commands that write", commands::writing_flag_list()) +
         "\nFlags may stand anywhere; \"--\" ends them.\n"
         "Help of a command: admctl COMMAND --help\n";
}

std::string group_help(std::string_view words) {
  const std::string name{words};
  return fmt::format(
      "admctl {}: {}\n\nUsage: admctl {} COMMAND [ARGUMENTS]\n\nCommands:\n{}"
      "\nHelp of a command: admctl {} COMMAND --help\n",
      name, commands::summary_of(name), name, command_list(words), name);
}

std::string command_help(const commands::Command& command) {
  const auto list = commands::flags_of(command);
  auto page =
      fmt::format("admctl {}: {}\n\nUsage: admctl {}{}{}\n", command.name, command.summary, command.name,
                  list.flags().empty() ? "" : " [FLAGS]", commands::positional_usage(list));
  std::vector<Entry> arguments;
  for (const auto& positional : list.positionals()) arguments.push_back({positional.metavar, positional.help});
  if (!arguments.empty()) page += "\nArguments:\n" + two_columns(arguments);
  if (!command.details.empty()) {
    page += '\n';
    for (const auto& paragraph : split(trim(command.details), '\n')) page += wrapped(paragraph, 0) + '\n';
  }
  if (!command.examples.empty()) {
    page += "\nExamples:\n";
    for (const auto& example : command.examples)
      page += fmt::format("  {}\n      {}\n", example.line, example.what);
  }
  page += flag_section("Flags", list);
  if (command.effect == commands::Effect::writes)
    page += flag_section("Flags of commands that write", commands::writing_flag_list(list));
  if (command.fleet) page += flag_section("Flags to run on many databases", commands::fleet_flag_list());
  return page + "\nGlobal flags: admctl --help\n";
}

}  // namespace admctl::cli
