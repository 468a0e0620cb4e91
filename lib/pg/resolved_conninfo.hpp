// What a connection turned out to be, whatever of it came from a URL, the environment or a service file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lib/pg/conninfo.hpp"
#include "lib/pg/session.hpp"

namespace admctl::pg {

// Host, port, user and database in full, and all else that is not libpq's default; a password only when it was
// given as such (URL, PGPASSWORD), not one of a passfile. Without application_name.
Conninfo resolved(Session& session);

// The variables of libpq that say the same ("PGHOST", "/run/sock"), the password too, in no particular order.
std::vector<std::pair<std::string, std::string>> environment_of(const Conninfo& where);

// The database that libpq would take for this: the one that is named, that of PGDATABASE, or the user's. Empty
// when a service file decides.
std::string database_of(const Conninfo& where);

}  // namespace admctl::pg
