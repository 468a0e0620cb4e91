// Good inputs to begin from, and the key that signed them.
#pragma once

#include <string>
#include <vector>

#include "lib/audit/signing_key.hpp"

namespace admctl::fuzz {

const audit::SigningKey& key();
std::string manifest();
std::string signature();  // of manifest()
std::string proof();
// Of the target that is built.
std::vector<std::string> seeds();

// Ends the process when what must hold does not.
void must(bool holds);

}  // namespace admctl::fuzz
