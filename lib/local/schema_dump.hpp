// The definition of a database as SQL, by the server's own pg_dump.
#pragma once

#include <string>
#include <vector>

#include "lib/local/server_binaries.hpp"
#include "lib/pg/conninfo.hpp"

namespace admctl::local {

// Everything but rows, owners, privileges and the ledger's schema; without psql's meta-commands. Reads only.
// The password goes to pg_dump by its environment, never by its arguments; `environment` ("PGHOST=...") stands
// for what `where` leaves out. Throws code::schema_not_copied with what pg_dump said (a server newer than the
// installed binaries, a missing right), and what find_server_binaries() throws.
std::string dump_schema(const BinarySearch& search, pg::Conninfo where, std::vector<std::string> environment);

}  // namespace admctl::local
