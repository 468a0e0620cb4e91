// Audit rows for people.
#pragma once

#include <cstdint>
#include <functional>

#include "lib/audit/audit_filter.hpp"
#include "lib/audit/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

using TakeRecord = std::function<void(const Record&)>;

// Hands over at most `limit` rows, newest first, a portion at a time from one snapshot. A record is valid only
// during the call that gets it. Secrets are masked.
void list(pg::Session& session, const platform::Pack& pack, const Filter& filter, std::int64_t limit,
          const TakeRecord& take);

}  // namespace admctl::audit
