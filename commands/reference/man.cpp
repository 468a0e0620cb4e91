#include <fmt/format.h>

#include "commands/environment_variables.hpp"
#include "commands/exit_codes.hpp"
#include "commands/global_flags.hpp"
#include "commands/reference/reference.hpp"
#include "commands/registry.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

// Text that roff prints as it is: hyphens stay hyphens, a line never starts a request.
std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string tagged(std::string_view tag, std::string_view text) {
  return fmt::format(".TP\n{}\n{}\n", tag, roff(text));
}

std::string flag_entry(const FlagInfo& flag) {
  std::vector<std::string> names;
  for (const auto& name : flag.names) names.push_back("\\fB" + roff(name) + "\\fR");
  auto tag = join(names, ", ");
  if (flag.takes_value()) tag += " \\fI" + roff(flag.metavar) + "\\fR";
  if (flag.optional_value) tag += "[=\\fI" + roff(flag.metavar) + "\\fR]";
  auto text = flag.help;
  if (!flag.choices.empty()) text += ": " + join(flag.choices, ", ");
  if (flag.repeatable) text += " (repeatable)";
  if (!flag.initial.empty() && flag.initial != "0") text += fmt::format(" (default {})", flag.initial);
  return tagged(tag, text);
}

std::string flag_entries(const FlagList& list) {
  std::string out;
  for (const auto& flag : list.flags()) out += flag_entry(flag);
  return out;
}

std::string command_section(const Command& command) {
  const auto list = flags_of(command);
  auto out = fmt::format(".SS \"admctl {}{}\"\n{}.\n", roff(command.name), roff(positional_usage(list)),
                         roff(command.summary));
  for (const auto& paragraph : split(trim(command.details), '\n')) {
    if (!paragraph.empty()) out += ".PP\n" + roff(paragraph) + '\n';
  }
  for (const auto& positional : list.positionals()) {
    out += tagged("\\fI" + roff(positional.metavar) + "\\fR", positional.help);
  }
  out += flag_entries(list);
  for (const auto& example : command.examples) {
    out += fmt::format(".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example.what), roff(example.line));
  }
  return out;
}

std::string heading(std::string_view name, std::string_view summary) {
  std::string upper;
  for (const char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return fmt::format(".TH {} 1 \"\" admctl \"admctl manual\"\n.SH NAME\n{} \\- {}\n", upper, roff(name),
                     roff(summary));
}

// The commands that begin with `word`, the one of that name included.
std::vector<const Command*> commands_of(std::string_view word) {
  std::vector<const Command*> found;
  for (const auto& command : all_commands()) {
    const bool is_own = command.name == word || command.name.starts_with(std::string{word} + ' ');
    if (is_own && !command.hidden) found.push_back(&command);
  }
  return found;
}

std::string references(const std::vector<std::string>& pages) {
  std::vector<std::string> names;
  for (const auto& page : pages) names.push_back("\\fB" + roff(page) + "\\fR(1)");
  return ".SH SEE ALSO\n" + join(names, ", ") + '\n';
}

std::string main_page() {
  auto page = heading("admctl", "operates transactional platforms that live in PostgreSQL");
  page +=
      ".SH SYNOPSIS\n.B admctl\n[\\fIFLAGS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n"
      "Answers go to standard output in the form that \\fB\\-\\-output\\fR names; talk and errors go to "
      "standard error.\n"
      "Flags may stand anywhere on the line; \"\\-\\-\" ends them.\n"
      "\\fBadmctl\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR shows the flags and examples of one command.\n"
      ".SH COMMANDS\n";
  std::vector<std::string> pages;
  for (const auto& word : words_after("", Which::shown)) {
    pages.push_back("admctl-" + word);
    page += tagged(fmt::format("\\fB{}\\fR(1)", roff(pages.back())), summary_of(word));
  }
  page += ".SH GLOBAL FLAGS\n" + flag_entries(global_flag_list());
  page += ".SH FLAGS OF COMMANDS THAT WRITE\n" + flag_entries(writing_flag_list());
  page += ".SH FLAGS OF COMMANDS THAT RUN ON MANY DATABASES\n" + flag_entries(fleet_flag_list());
  page += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : environment_variables()) page += tagged(roff(name), meaning);
  page += ".SH EXIT STATUS\n";
  for (const auto& [exit, meaning] : exit_meanings())
    page += tagged(std::to_string(static_cast<int>(exit)), meaning);
  return page + references(pages);
}

std::string group_page(const std::string& word) {
  const auto commands = commands_of(word);
  auto page = heading("admctl-" + word, summary_of(word)) + ".SH SYNOPSIS\n";
  for (const auto* command : commands) {
    if (command != commands.front()) page += ".br\n";
    const auto list = flags_of(*command);
    page += fmt::format("\\fBadmctl {}\\fR{}{}\n", roff(command->name), list.flags().empty() ? "" : " [FLAGS]",
                        roff(positional_usage(list)));
  }
  page += ".SH COMMANDS\n";
  bool writes = false;
  for (const auto* command : commands) {
    page += command_section(*command);
    writes = writes || command->effect == Effect::writes;
  }
  if (writes) page += ".SH FLAGS OF COMMANDS THAT WRITE\n" + flag_entries(writing_flag_list());
  page += ".SH GLOBAL FLAGS, ENVIRONMENT, EXIT STATUS\nSee \\fBadmctl\\fR(1).\n";
  return page + references({"admctl"});
}

}  // namespace

std::vector<ManPage> man_pages() {
  std::vector<ManPage> pages{{"admctl.1", main_page()}};
  for (const auto& word : words_after("", Which::shown)) {
    pages.push_back({"admctl-" + word + ".1", group_page(word)});
  }
  return pages;
}

}  // namespace admctl::commands
