// A taxonomy as its file describes it:
//   categories:
//     - slug: music
//       name: Music          # and the other columns of the pack's mapping
//       children:
//         - slug: music-jazz
//           name: Jazz
//     - slug: folk
//       parent: music        # the same as being listed among its children
//       was: music-folk      # the former slug of the row
// What is called slug here is the natural key of the mapping. Knows nothing of databases.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::seed {

struct CategoryEntry {
  std::string slug;    // the natural key as one text: see natural_key()
  std::string parent;  // of the same form; empty at the top
  std::optional<std::string> was;
  // The natural key and the columns that the file sets, as it has them. A column left out is not managed by the
  // file.
  Object columns;
  Object words;  // what else the mapping lets it say
  platform::YamlNode node;

  // The value of a member, or the entry itself.
  platform::YamlNode place_of(std::string_view member) const;
};

// Several parts as one text, so that it can be compared and shown: "VIP / Group".
std::string natural_key(const std::vector<std::string>& parts);

// The entries in the order of the file. Throws `code` with file:line:column for anything that is not such a
// tree: unknown or repeated keys, a natural key given twice, a missing or blank part of it or of what the
// mapping requires, parents that lead back to themselves, a `was` that is an entry of its own, invalid UTF-8.
// A parent that the file does not have may be a row of the table; the reader cannot know.
// `path` is what messages call the file.
std::vector<CategoryEntry> read_categories(std::string path, std::string text,
                                           const platform::CategoryMapping& mapping,
                                           const Code& code = code::bad_pack);

}  // namespace admctl::seed
