// Makes an empty database look like the target, for rehearsing on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"

namespace admctl::migrate {

// Runs the dump of a schema, each statement by itself. What the server refuses is left out (an
// extension that is not installed, a policy for a role that does not exist) and named in the result.
std::vector<std::string> restore_schema(pg::Session& clone, std::string_view dump);

struct CopiedRows {
  std::size_t tables = 0;
  std::size_t rows = 0;
  std::size_t cut = 0;  // tables of which only a part was copied
};

// Copies at most `limit` rows of every table, from one snapshot of `target`, which is only read. Triggers and
// foreign keys of the clone do not fire. Ends with ANALYZE.
CopiedRows copy_rows(pg::Session& target, pg::Session& clone, std::int64_t limit);

}  // namespace admctl::migrate
