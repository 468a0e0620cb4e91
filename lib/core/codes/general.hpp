// Error codes 1xxx: command line, files and packs; 8xxx: interruption; 9xxx: bugs.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code usage{1001, Exit::usage, "the command line is not valid"};
inline constexpr Code missing_flag{1002, Exit::usage, "a needed flag is missing"};
inline constexpr Code declined{1003, Exit::declined, "declined at the prompt"};
inline constexpr Code unknown_platform{1101, Exit::not_found, "no pack of that name"};
inline constexpr Code bad_pack{1102, Exit::bad_config, "a platform pack is not valid"};
inline constexpr Code bad_file{1103, Exit::failure, "a file cannot be read or written"};
inline constexpr Code output_failed{1104, Exit::failure, "standard output cannot be written"};
inline constexpr Code interrupted{8001, Exit::interrupted, "interrupted"};
inline constexpr Code bug{9001, Exit::bug, "bug in admctl"};

}  // namespace admctl::code
