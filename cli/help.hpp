// Help pages, made from the registry.
#pragma once

#include <string>
#include <string_view>

#include "commands/command.hpp"

namespace admctl::cli {

// admctl --help
std::string root_help();
// The commands below `words` ("migrate").
std::string group_help(std::string_view words);
std::string command_help(const commands::Command& command);

}  // namespace admctl::cli
