// The live rows of a taxonomy as the file that would make them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::seed {

struct CategoryExport {
  std::string text;                // YAML
  std::vector<std::string> notes;  // what was left out, and why
};

// Trees are nested; siblings stand in the order of the mapping's column for that, else of their natural keys.
// Columns that are NULL are left out, unless they have a default; so are secret columns. Reads in one snapshot;
// the database needs no ledger. `name` may be absent when the pack has one taxonomy. Throws
// code::no_categories, unknown_categories, usage, schema_missing.
CategoryExport export_categories(pg::Session& session, const platform::Pack& pack,
                                 const std::optional<std::string>& name);

}  // namespace admctl::seed
