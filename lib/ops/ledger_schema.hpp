// The ledger's own tables: schema `admctl` of the target database.
#pragma once

#include <string>

#include "lib/pg/session.hpp"

namespace admctl::ops {

// Creates or upgrades the ledger's schema inside the caller's transaction. Serialised by a transaction-level
// advisory lock, taken only when something is to be done. Without the right to do so: code::no_privilege
// whose hint is the SQL for the database's owner.
void ensure_ledger(pg::Transaction& tx);

// What ensure_ledger() would run, as a script for psql; empty when the ledger is complete. Reads only.
std::string ledger_script(pg::Transaction& tx);

// False on a database that no operation has written to yet.
bool has_ledger(pg::Transaction& tx);

}  // namespace admctl::ops
