// The declaration of a backfill: rows of one table that are changed in small transactions, in order of a key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/core/clock.hpp"

namespace admctl::migrate {

struct Backfill {
  std::string name;
  std::string table;                                      // "deals" or "schema.deals"
  std::string key;                                        // NOT NULL, first column of an index
  std::vector<std::pair<std::string, std::string>> sets;  // column, SQL
  std::optional<std::string> where;                       // SQL
  std::int64_t batch = 1000;                              // rows of the first batch, counted by the key
  std::int64_t max_batch = 50'000;
  Millis target{250};             // how long a batch should take
  std::optional<Millis> max_lag;  // of the slowest replica; nullopt: not looked at
  std::int64_t workers = 1;

  // Of what decides which rows change and how; sizes and times may change while it runs.
  std::string hash() const;
  // "schema"."table", quoted.
  std::string quoted_table() const;
};

// `path` is for messages; `name` is used when the text gives none. Throws code::bad_backfill with file, line
// and column.
Backfill parse_backfill(const std::string& path, std::string text, const std::string& name);

}  // namespace admctl::migrate
