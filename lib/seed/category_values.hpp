// What entries of a taxonomy's file say, as the database holds it.
#pragma once

#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"
#include "lib/seed/category_rows.hpp"

namespace admctl::seed {

// The names that entries use in columns with a lookup, by column. Refuses, at its place, what is no name.
std::map<std::string, std::set<std::string>> looked_up_names(const platform::CategoryMapping& mapping,
                                                             const std::vector<CategoryEntry>& entries);

// For each entry the columns that it sets, as the database would give them back: 49.0 in a numeric(10,2) is
// 49.00. Lookups are replaced by what they stand for. Refuses, at the place of the value, a wrong type, text
// that is too long, an unknown label of an enum, NULL where there must be a value, an unknown or ambiguous
// name. One query when all is well.
std::vector<Object> database_values(pg::Transaction& tx, const platform::Pack& pack,
                                    const platform::CategoryMapping& mapping, const CategoryColumns& columns,
                                    const CategoryLookups& lookups, const std::vector<CategoryEntry>& entries);

}  // namespace admctl::seed
