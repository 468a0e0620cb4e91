// How a database is protected. The database itself says it, so that no operator's flag can unsay it:
// ALTER DATABASE app SET admctl.protection = 'protected';
#pragma once

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

// Throws code::never_seeded when operations of this kind are refused on a protected database whatever flags and
// approvals there are: they make up data. write() asks before anything else.
void refuse_on_protected(pg::Transaction& tx, std::string_view kind);

}  // namespace admctl::ops
