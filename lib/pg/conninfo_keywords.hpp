// The words of a connection string.
#pragma once

#include <string>
#include <vector>

namespace admctl::pg {

// Every keyword that this libpq knows: "host", "sslmode" ...
std::vector<std::string> conninfo_keywords();

}  // namespace admctl::pg
