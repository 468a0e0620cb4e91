// The one table of commands.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command.hpp"

namespace admctl::commands {

// In the order of help pages.
std::span<const Command> all_commands();
std::span<const Group> all_groups();

// nullptr when there is none of that name ("migrate up").
const Command* find_command(std::string_view name);
// The words that may follow `prefix` ("" or "migrate"), without repetition.
enum class Which { shown, all };
std::vector<std::string> words_after(std::string_view prefix, Which which);
// Of a group or a command; empty when there is none.
std::string_view summary_of(std::string_view name);

}  // namespace admctl::commands
