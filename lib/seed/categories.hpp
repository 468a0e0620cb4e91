// Brings the platform's category table in line with the pack's tree.
#pragma once

#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::seed {

struct ColumnChange {
  std::string column;
  Value before;  // null for a new category
  Value after;
};

// What happens to one category. Parents are shown by their slug.
struct CategoryChange {
  bool is_new = false;
  std::string slug;
  std::vector<ColumnChange> columns;
};

struct CategoryPlan {
  std::vector<CategoryChange> changes;
  std::size_t unchanged = 0;
  // Rows of the table that the file does not list; they are left alone.
  std::vector<std::string> unlisted;
};

struct CategoryResult {
  CategoryPlan plan;
  // The operation's id is empty when nothing had to change: then nothing was written at all.
  ops::Outcome outcome;
};

// Adds what is missing, updates columns that differ, moves what has another parent; one operation, one audit
// row (category.upsert) per category. Locks all rows of the table in key order. Columns that the file does not
// set keep their values. Throws code::no_categories, code::bad_pack (the file), and what ops::write() throws.
CategoryResult seed_categories(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                               const ops::WriteOptions& options = {});

}  // namespace admctl::seed
