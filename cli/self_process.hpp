// Running this binary again as a child process.
#pragma once

#include <string>
#include <vector>

namespace admctl::cli {

struct SelfRun {
  int exit;  // 128 + signal when a signal ended it
  std::string out;
};

// Same environment and standard input; `variables` ("NAME=value") replace those of the same name. With
// `capture` stdout and stderr come back in `out`, else they are our own. Throws code::demo_failed when no
// process is to be had.
SelfRun run_self_process(const std::vector<std::string>& args, const std::vector<std::string>& variables,
                         bool capture);

}  // namespace admctl::cli
