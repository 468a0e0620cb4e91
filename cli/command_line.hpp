// Which command a command line names: its words are found among the flags before any flag is declared.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "commands/command.hpp"

namespace admctl::cli {

struct CommandLine {
  std::string words;                           // "migrate up", "migrate" or ""
  const commands::Command* command = nullptr;  // absent for a group or nothing
  std::vector<std::string> rest;               // the arguments that are not command words
  bool help_word = false;                      // "help migrate up"
};

// Throws code::usage when a word names no command.
CommandLine find_command(std::span<const std::string> args);

}  // namespace admctl::cli
