// Brings the platform's categories, and what else its pack describes by natural keys, in line with a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::seed {

struct ColumnChange {
  std::string column;
  Value before;  // null for a new category
  Value after;   // null for one that is removed

  friend bool operator==(const ColumnChange&, const ColumnChange&) = default;
};

// What happens to one category. Parents and what is looked up are shown by their names, secrets masked.
struct CategoryChange {
  enum class Action { add, change, remove };
  Action action = Action::add;
  std::string slug;                // its natural key
  std::optional<std::string> was;  // the former one, when it is renamed
  std::vector<ColumnChange> columns;
  // Values elsewhere that held the former natural key, and got the new one.
  std::size_t references = 0;

  friend bool operator==(const CategoryChange&, const CategoryChange&) = default;
};

// Of one taxonomy of the pack.
struct CategoryPlan {
  std::string name;
  std::vector<CategoryChange> changes;  // in the order of the file; what is removed comes last
  std::size_t unchanged = 0;
  // Rows that the file does not list; they are left alone.
  std::vector<std::string> unlisted;

  friend bool operator==(const CategoryPlan&, const CategoryPlan&) = default;
};

// A user's own file, already read.
struct CategoryFile {
  std::string path;  // what messages call it
  std::string text;
};

struct CategoryOrder {
  std::vector<std::string> names = {};    // taxonomies; none: all of the pack
  std::optional<CategoryFile> file = {};  // instead of the pack's; for one taxonomy
  bool prune = false;                     // remove what the file does not list
  // The plans that were shown: anything else is refused.
  std::optional<std::vector<CategoryPlan>> expect = {};
};

struct CategoryResult {
  std::vector<CategoryPlan> plans;  // in the order of the pack
  // The operation's id is empty when nothing had to change: then nothing was written at all.
  ops::Outcome outcome;

  std::size_t changes() const;
  std::size_t removals() const;
};

// Adds what is missing, updates columns that differ, moves what has another parent, renames what was called
// otherwise; all taxonomies in one operation, one audit row (category.upsert, category.remove) per category.
// Locks all rows of each taxonomy in key order; two runs wait for each other. Columns that the file does not
// set keep their values. Throws code::no_categories, unknown_categories, bad_pack or bad_categories with the
// place in the file, category_in_use naming what refers to a category that would be removed,
// category_ambiguous, categories_moved, never_seeded, schema_missing, and what ops::write() throws.
CategoryResult seed_categories(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                               const CategoryOrder& order, const ops::WriteOptions& options = {});

// The taxonomies that `names` name, or all, in the order of the pack. Throws code::no_categories,
// unknown_categories with suggestions.
std::vector<const platform::CategoryMapping*> select_categories(const platform::Pack& pack,
                                                                const std::vector<std::string>& names);

}  // namespace admctl::seed
