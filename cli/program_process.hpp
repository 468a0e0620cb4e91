// Running another program in the foreground, as a shell does.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace admctl::cli {

// Blocks SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2 and SIGCHLD, so that run_child() can take them one
// by one. They stay blocked: what comes too late for the child must not end the process before it has cleaned
// up.
sigset_t block_signals_for_child();
// Drops what of them came and was not taken.
void forget_signals(const sigset_t& signals);

// Runs argv[0], found by PATH, with our descriptors 0, 1 and 2 and our environment changed by `variables`, as
// Context::run_program() tells. Returns its exit code, 128 + signal when one ended it. Throws
// code::program_not_run.
int run_child(const std::vector<std::string>& argv, const std::vector<commands::Variable>& variables,
              const sigset_t& signals);

}  // namespace admctl::cli
