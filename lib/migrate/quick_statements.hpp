// Which statements of a migration take no time that anybody would want to be told of.
#pragma once

#include <vector>

#include "lib/migrate/parser.hpp"

namespace admctl::migrate {

// One for each statement: true where it changes nothing but the catalog, whatever rows there are, or one of
// `empty_tables`, which no statement has filled since they were made. Waiting for a lock can still take long.
// Nothing is quick that the parser does not understand. Adds to the tables those that the script makes and
// leaves none that it may fill; what triggers do is not known.
std::vector<bool> quick_statements(const Script& script, std::vector<ObjectName>& empty_tables);

}  // namespace admctl::migrate
