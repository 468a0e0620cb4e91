// A command line with --targets or --resume.
#pragma once

#include <string>
#include <vector>

#include "cli/cli_context.hpp"
#include "cli/fleet.hpp"
#include "cli/prompt.hpp"
#include "cli/talk.hpp"

namespace admctl::cli {

// What a command line with --targets or --resume needs of the process.
struct FleetPlace {
  const Invocation& invocation;
  const commands::Command& command;
  const std::vector<std::string>& rest;  // CommandLine::rest
  StderrTalk& talk;
  Prompt& prompt;
  Signals& signals;
  // Told of each result as it comes.
  std::function<void(const FleetResult&)> on_end;
  // All of standard input.
  std::function<std::string()> read_stdin;
};

struct FleetAnswer {
  std::vector<FleetResult> results;
  // How to go on; absent when all is done.
  std::optional<std::string> next;
};

// Asks once for all before something is written, runs, and tells on stderr how far it is. Throws code::usage,
// code::unknown_target, code::no_such_fleet_run, code::fleet_run_differs; code::missing_flag and code::declined
// of the question.
FleetAnswer run_fleet_command(FleetPlace place);

}  // namespace admctl::cli
