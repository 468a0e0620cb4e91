// Text that a command takes from a file or from standard input.
#pragma once

#include <string>

#include "commands/context.hpp"

namespace admctl::commands {

// "-" is standard input. Throws code::bad_file; the message never holds what was read.
std::string read_text(Context& context, const std::string& file);
// The same without looking at the bytes, for readers that say where they are not valid UTF-8.
std::string read_bytes(Context& context, const std::string& file);
// Without the line break that an editor or echo puts at the end.
std::string without_line_end(std::string text);

}  // namespace admctl::commands
