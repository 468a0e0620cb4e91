// Writes what was planned for a taxonomy.
#pragma once

#include "lib/ops/writer.hpp"
#include "lib/seed/category_plan.hpp"

namespace admctl::seed {

// All but the removals. Many rows by one statement each: changes and renames first, then new rows level by
// level, then moves; references to renamed categories and audit rows with them. Fills in how many references
// were rewritten.
void write_categories(ops::Writer& writer, const Taxonomy& taxonomy, PlannedTaxonomy& plan);

// Throws code::category_in_use when anything still refers to what is to be removed.
void remove_categories(ops::Writer& writer, const Taxonomy& taxonomy, const PlannedTaxonomy& plan);

}  // namespace admctl::seed
