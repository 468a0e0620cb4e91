// A command line that is still being typed, taken apart as far as it goes. Nothing in it is an error.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "commands/flag_list.hpp"

namespace admctl::commands {

struct PartialLine {
  std::string path;                           // "migrate up", "migrate" or ""
  const Command* command = nullptr;           // absent for a group or nothing
  std::vector<std::string> positionals;       // complete ones
  std::map<std::string, std::string> values;  // of the command's own flags, by longest name; the last counts
  std::vector<std::string> globals;           // global flags with their values, to be parsed
  std::optional<FlagInfo> flag;               // whose value is being typed
  std::optional<PositionalInfo> positional;   // or the argument that is
  std::string current;                        // what is typed of it; of a list, its last part
};

// `words` without the program's name; the last one is being typed and may be empty.
PartialLine parse_partial_line(std::span<const std::string> words);

}  // namespace admctl::commands
