// How a database is protected. The database itself says it, so that no operator's flag can unsay it:
// ALTER DATABASE app SET admctl.protection = 'protected';
#pragma once

#include <string>
#include <string_view>

#include "lib/pg/session.hpp"

namespace admctl::ops {

enum class Protection {
  open,      // nothing beyond the usual questions
  approval,  // "protected": forced and bulk operations need an approval by another database role
};

// Read from the catalog and not with current_setting(), which any session may change for itself. Throws
// code::bad_protection for a word that is not open, confirm or protected.
Protection protection_of(pg::Transaction& tx);
// The same of another database of the server; one that does not exist is open.
Protection protection_of(pg::Transaction& tx, const std::string& database);

// Throws code::protected_target when the database is protected: for what never is done to one, whatever the
// flags. `what` completes "refused: ", e.g. "test databases are not made beside it".
void refuse_protected(pg::Transaction& tx, const std::string& database, const std::string& what);

// Throws code::never_seeded when operations of this kind are refused on a protected database whatever flags and
// approvals there are: they make up data. write() asks before anything else.
void refuse_on_protected(pg::Transaction& tx, std::string_view kind);

}  // namespace admctl::ops
