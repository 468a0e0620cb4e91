// The reference as documents. Private to commands/reference.
#pragma once

#include <string>

namespace admctl::commands {

// admctl.1 in roff, section 1.
std::string man_page();
// The part of the README that lists commands, flags, variables and codes.
std::string markdown_reference();

}  // namespace admctl::commands
