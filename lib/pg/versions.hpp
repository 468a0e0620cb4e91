// Versions of the PostgreSQL libraries in use.
#pragma once

#include <string>

namespace admctl::pg {

// Of the headers compiled against: "6.4.5".
std::string libpqxx_version();
// Of the library loaded: "15.18".
std::string libpq_version();
// Of the library loaded, or linked from its archive, as its releases are called: "15-4.0".
std::string libpg_query_version();
// The PostgreSQL release whose grammar parses migrations: "15.1".
std::string grammar_version();

}  // namespace admctl::pg
