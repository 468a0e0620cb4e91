// `inspect KIND`: records in a list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct ListRequest {
  std::vector<std::string> states;  // empty: all
  bool stuck = false;               // longer in its state than the state's limit
  std::optional<Millis> stuck_age;  // longer in a state that is not terminal than this
  std::int64_t limit = 50;
};

// Newest first (by the kind's created column, then key). Filters combine.
// Throws code::unknown_state, schema_missing.
Table list_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                   const ListRequest& request);

}  // namespace admctl::lifecycle
