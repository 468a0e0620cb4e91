// Running this binary again as a child process.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"

namespace admctl::cli {

struct SelfRun {
  int exit;  // 128 + signal when a signal ended it
  std::string out;
};

// Same standard input, and our environment changed by `variables`. With
// `capture` stdout and stderr come back in `out`, else they are our own. Throws code::demo_failed when no
// process is to be had.
SelfRun run_self_process(const std::vector<std::string>& args, const std::vector<commands::Variable>& variables,
                         bool capture);

}  // namespace admctl::cli
