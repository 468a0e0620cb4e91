// `inspect KIND`: records in a list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/lifecycle/filter.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct ListRequest {
  Filter filter;
  std::optional<std::string> sort;   // as parse_order (paging.hpp) takes it
  std::optional<std::string> after;  // the cursor of the page before
  std::int64_t limit = 50;
};

struct Listing {
  Table table;
  std::optional<std::string> next;  // the cursor of the next page; absent: this is the last
  // Columns that no index begins with and that were filtered or sorted by: every row in question was read.
  std::vector<std::string> unindexed;
  bool by_key = false;  // is_shown_by_key() (paging.hpp)
};

// Newest first unless told otherwise, or is_shown_by_key(). Reads no more than the rows it shows where the
// table has indexes for what is asked: (state, created) or (created) for the default order, (party ...) for a
// party. Throws what select_records and parse_order throw, and code::bad_cursor.
Listing list_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                     const ListRequest& request);

struct Query {
  std::string sql;
  pg::Params params;
};

// What list_records asks the server: image, value of the order, start of the stage; `limit` + 1 rows. For
// EXPLAIN.
Query list_query(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                 const ListRequest& request);

// Any columns of the same rows, in the same order, from the table's row "r"; `limit` + 1 of them. nullopt: no
// row can match.
std::optional<Query> matching_query(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                    const ListRequest& request, std::string_view columns);

}  // namespace admctl::lifecycle
