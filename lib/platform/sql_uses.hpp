// Every piece of SQL in a pack, with the row aliases it may use, so that it can be checked without being run.
#pragma once

#include <string>
#include <vector>

#include "lib/platform/pack.hpp"

namespace admctl::platform {

struct SqlUse {
  std::string place;            // "kind deal, guard paid"
  std::string sql;              // an expression
  const Kind* kind = nullptr;   // r is a record of it ...
  std::string table = {};       // ... or else a row of this table
  bool sees_operation = false;  // op
  std::string other = {};       // the table that t is a row of; empty: none
  bool is_condition = false;    // must be boolean
};

// In the order of the pack; expressions of the audit table aside, which see no record. The pack must outlive
// it.
std::vector<SqlUse> sql_uses(const Pack& pack);

}  // namespace admctl::platform
