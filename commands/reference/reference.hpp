// The reference as documents. Private to commands/reference.
#pragma once

#include <string>
#include <vector>

namespace admctl::commands {

struct ManPage {
  std::string file;  // "admctl-migrate.1"
  std::string text;  // roff
};
// Section 1: admctl(1) first, then one page for each group and each command that is in none.
std::vector<ManPage> man_pages();
// The part of the README that lists commands, flags, variables and codes.
std::string markdown_reference();

}  // namespace admctl::commands
