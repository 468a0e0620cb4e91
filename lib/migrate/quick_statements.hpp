// Which statements of a migration take no time that anybody would want to be told of.
#pragma once

#include <vector>

#include "lib/migrate/parser.hpp"

namespace admctl::migrate {

// One for each statement: true where it changes nothing but the catalog, whatever rows there are, or a table
// that the script makes itself and has had no chance to fill. Waiting for a lock can still take long. Nothing
// is quick that the parser does not understand.
std::vector<bool> quick_statements(const Script& script);

}  // namespace admctl::migrate
