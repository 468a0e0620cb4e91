// One run of admctl: parse, run, render; and the one place where errors become exit codes.
#pragma once

#include <span>
#include <string>

namespace admctl::cli {

// `args` without the program's name. Returns the exit code.
int run(std::span<const std::string> args);

}  // namespace admctl::cli
