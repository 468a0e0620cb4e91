// Runs the binary on a pseudo-terminal, as a person would, and answers its prompts.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace admctl::test {

struct Answer {
  std::string when;  // once this has appeared on the screen ...
  std::string type;  // ... this is typed
};

struct PtyResult {
  int exit = -1;
  std::string screen;  // everything that was written to the terminal
};

// 80 columns, TERM=xterm. Throws std::runtime_error after 60 seconds.
// `env` is added to the environment.
PtyResult run_on_pty(const std::vector<std::string>& args, const std::vector<Answer>& answers,
                     const std::map<std::string, std::string>& env = {});

// The same for another program, a shell for example, found by PATH.
PtyResult run_program_on_pty(const std::vector<std::string>& words, const std::vector<Answer>& answers,
                             const std::map<std::string, std::string>& env = {}, unsigned short columns = 80);

}  // namespace admctl::test
