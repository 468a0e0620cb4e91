// Who points to the rows of a taxonomy: foreign keys, as the catalog has them, and columns that hold natural
// keys without one.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lib/ops/writer.hpp"
#include "lib/platform/pack.hpp"
#include "lib/seed/category_rows.hpp"

namespace admctl::seed {

// Rows of one column that point to one category.
struct CategoryUse {
  std::string slug;
  std::string column;  // "briefs.targetCategories"
  std::size_t rows = 0;
  std::vector<std::string> examples;  // "brief/cmf3...", at most three
};

// What would point to nothing if these rows were not there; what points from one of them to another is left
// out. In order of the natural keys. Throws code::schema_missing for a declared reference that does not exist.
std::vector<CategoryUse> uses_of(pg::Transaction& tx, const platform::Pack& pack,
                                 const platform::CategoryMapping& mapping,
                                 const std::vector<const LiveCategory*>& rows);

// Throws code::category_in_use, naming what points to which of them, when anything does.
void refuse_used(pg::Transaction& tx, const platform::Pack& pack, const platform::CategoryMapping& mapping,
                 const std::vector<const LiveCategory*>& rows);

// Puts new natural keys where columns without a foreign key hold the former ones; a list that has both keeps
// one. Locks the rows in order of their key. Returns how many rows were changed for each former key.
std::map<std::string, std::size_t> rewrite_references(ops::Writer& writer,
                                                      const platform::CategoryMapping& mapping,
                                                      const std::map<std::string, std::string>& renamed);

}  // namespace admctl::seed
