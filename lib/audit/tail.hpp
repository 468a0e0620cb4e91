// Following the audit log.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lib/audit/audit_filter.hpp"
#include "lib/audit/list.hpp"
#include "lib/core/clock.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct TailRequest {
  std::vector<SourceKind> sources;  // empty: all
  Filter filter;
  std::int64_t earlier = 10;  // how many rows to begin with
  bool follow = true;
  Millis interval{1000};
  // Every so often all rows are looked through for those that were committed with times long past.
  Millis thorough_interval{60'000};
};

// What it needs of its surroundings.
struct TailHost {
  std::function<pg::Session&()> session;
  std::function<pg::Session&()> reconnect;  // throws when the database is still away
  std::function<void(Millis)> pause;        // throws when it is to end
};

struct TailSink {
  TakeRecord earlier;                  // rows to begin with, newest first
  std::function<void()> earlier_done;  // called once, before any row below
  TakeRecord row;                      // each later row, in the order of their times within one look
};

// Hands over every row that is committed from now on exactly once, whatever its time and however long its
// transaction was open, also across lost connections. What admctl itself does is told at once, by NOTIFY,
// unless a pooler is in between; what others write is found at the next look. Returns only when `follow` is
// false. Throws what `pause` and the sink throw; code::foreign_export_cursor when the server was restored
// meanwhile.
void tail(const TailHost& host, const platform::Pack& pack, const TailRequest& request, const TailSink& sink);

}  // namespace admctl::audit
