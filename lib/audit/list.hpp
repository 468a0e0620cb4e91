// Audit rows for people.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/audit/audit_filter.hpp"
#include "lib/audit/record.hpp"
#include "lib/audit/select.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

// A record is valid only during the call that gets it.
using TakeRecord = std::function<void(const Record&)>;

struct RowsWanted {
  Order order = Order::newest_first;
  std::optional<std::int64_t> limit;  // of all sources together
  // SQL that a source's rows must meet besides the filter; empty: none.
  std::function<std::string(const Source&)> also = {};
};

// Hands over rows of all sources by time, those of the same time in the order of the sources and their keys, a
// portion at a time from the transaction's snapshot. Throws as condition() does.
void read_rows(pg::Transaction& tx, std::span<const Source> sources, const Redaction& redaction,
               const Filter& filter, const RowsWanted& wanted, const TakeRecord& take);

// Hands over at most `limit` rows, newest first, from one snapshot. Secrets are masked. No kinds: all sources.
// Throws as find_sources() and condition() do.
void list(pg::Session& session, const platform::Pack& pack, std::span<const SourceKind> kinds,
          const Filter& filter, std::int64_t limit, const TakeRecord& take);

}  // namespace admctl::audit
