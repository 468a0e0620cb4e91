// A category tree as its file describes it:
//   categories:
//     - slug: music
//       name: Music          # and the other columns of the pack's mapping
//       children:
//         - slug: music-jazz
//           name: Jazz
// A mapping without a parent column allows no children.
// Knows nothing of databases.
#pragma once

#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::seed {

struct CategoryEntry {
  std::string slug;
  std::string parent;  // slug; empty at the top
  // The columns that the file sets: text, numbers, booleans or null. A column left out is not managed by the
  // file.
  Object columns;
  std::string place;  // "categories.yaml:12:5"
};

// Parents before their children, otherwise in the order of the file. `path` is what messages call the file.
// Throws code::bad_pack with file:line:column for anything that is not such a tree: unknown or repeated keys, a
// slug given twice, a missing or empty name (the first column of the mapping), invalid UTF-8.
std::vector<CategoryEntry> read_categories(std::string path, std::string text,
                                           const platform::CategoryMapping& mapping);

}  // namespace admctl::seed
