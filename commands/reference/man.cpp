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

}  // namespace

std::string man_page() {
  std::string page =
      ".TH ADMCTL 1\n.SH NAME\nadmctl \\- operates transactional platforms that live in PostgreSQL\n"
      ".SH SYNOPSIS\n.B admctl\n[\\fIFLAGS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n"
      "Answers go to standard output in the form that \\fB\\-\\-output\\fR names; talk and errors go to "
      "standard error.\n"
      "Flags may stand anywhere on the line; \"\\-\\-\" ends them.\n.SH COMMANDS\n";
  for (const auto& command : all_commands()) {
    if (!command.hidden) page += command_section(command);
  }
  page += ".SH GLOBAL FLAGS\n" + flag_entries(global_flag_list());
  page += ".SH FLAGS OF COMMANDS THAT WRITE\n" + flag_entries(writing_flag_list());
  page += ".SH FLAGS OF COMMANDS THAT RUN ON MANY DATABASES\n" + flag_entries(fleet_flag_list());
  page += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : environment_variables()) page += tagged(roff(name), meaning);
  page += ".SH EXIT STATUS\n";
  for (const auto& [exit, meaning] : exit_meanings())
    page += tagged(std::to_string(static_cast<int>(exit)), meaning);
  return page;
}

}  // namespace admctl::commands
