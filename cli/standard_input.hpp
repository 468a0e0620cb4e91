// Standard input as a whole.
#pragma once

#include <string>

namespace admctl::cli {

// Throws code::bad_file.
std::string read_stdin();

}  // namespace admctl::cli
