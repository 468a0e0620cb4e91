// Roles as SQL that a database's administrator runs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"
#include "lib/schema/role_access.hpp"

namespace admctl::schema {

struct RoleSqlOptions {
  std::string prefix = "admctl_";  // of the roles' names: letters, digits, _ and -
  std::vector<RoleKind> roles;     // none: all
  std::string history;  // the table of the migrations' history, as its tool names it: "x" or "schema.x"
};

// One transaction that makes the roles as far as they are missing, takes from them what they have on the
// platform's and the ledger's tables and grants what their commands need: running it again gives the same.
// Tables and sequences are those of the live database. What the ledger lacks is part of it. Reads only. Throws
// code::usage for a prefix that cannot be part of a name.
std::string role_sql(pg::Transaction& tx, const platform::Pack& pack, const RoleSqlOptions& options);

}  // namespace admctl::schema
