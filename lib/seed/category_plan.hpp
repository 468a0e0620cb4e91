// Compares a taxonomy's file with its rows. Runs no SQL.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lib/platform/pack.hpp"
#include "lib/seed/categories.hpp"
#include "lib/seed/category_rows.hpp"

namespace admctl::seed {

// A taxonomy as its file and the database have it.
struct Taxonomy {
  const platform::Pack* pack = nullptr;
  const platform::CategoryMapping* mapping = nullptr;
  CategoryColumns columns;
  std::vector<CategoryEntry> entries;
  std::vector<Object> values;  // of the entries, as the database would hold them
  std::vector<LiveCategory> rows;
};

// An entry that is not as it should be.
struct PlannedEntry {
  const CategoryEntry* entry = nullptr;
  const LiveCategory* row = nullptr;  // nullptr: a new one
  Object set;                         // columns, without the parent's
  bool moves = false;                 // the parent changes, or it is new
};

struct PlannedTaxonomy {
  std::vector<PlannedEntry> entries;         // in the order of the file
  std::vector<const LiveCategory*> removed;  // in the order of the table
  std::map<std::string, std::string> renamed;
  CategoryPlan shown;
};

// The result points into `taxonomy`. Refuses, at the place in the file: a parent that neither file nor table
// has, parents that lead back to themselves, a former name next to the new one, a new entry without what the
// table needs. Throws code::category_ambiguous.
PlannedTaxonomy plan_categories(const Taxonomy& taxonomy, const CategoryLookups& lookups, bool prune);

}  // namespace admctl::seed
