// Whether what the applied migrations made is still there, told from their text and the catalog alone: nothing
// is replayed.
#pragma once

#include <string>
#include <vector>

#include "lib/migrate/history.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

struct Drift {
  std::size_t tables = 0;            // that the migrations make
  std::vector<std::string> missing;  // tables and "table.column" that they made and that are gone
  std::vector<std::string> extra;    // those that are there and that no statement of theirs makes
  // A migration has a statement that the bundled parser does not understand: nothing was compared.
  bool understood = true;
};

// Tables and columns of the history's schema, by name alone: types, keys and everything else is for a replay.
// Tables of extensions and the history's own are left out. What migrations do in code (DO, functions) is not
// seen: it shows as extra. Throws what parse_script() throws.
Drift find_drift(pg::Transaction& tx, const History& history, const Status& status);

}  // namespace admctl::migrate
