// `inspect KIND/KEY --watch`: following one record until it gets somewhere.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct WatchRequest {
  RecordAddress record;
  std::vector<std::string> until;  // states; empty: any terminal one
  Millis timeout{600'000};
  Millis interval{2'000};
};

// What the watch needs of its surroundings.
struct WatchHost {
  std::function<pg::Session&()> session;
  std::function<pg::Session&()> reconnect;  // throws when the database is still away
  std::function<void(Millis)> pause;        // throws when the watch is to be given up
};

// time, revision and state of a watched record, first as it is, then after every change.
std::vector<Column> watch_columns();

// The record and its states, checked: nothing that the command line got wrong is found out only while waiting.
// Throws code::no_such_record, ambiguous_record, unknown_state, usage (no state to wait for).
struct Watched {
  std::string key;
  std::string name;
  std::vector<std::string> until;
};
Watched prepare_watch(pg::Transaction& tx, const platform::Pack& pack, const WatchRequest& request);

// Hands over a row for every change that a look at every interval sees, and returns once a wanted state is
// reached. Each look is a transaction of its own; a lost connection or a locked table is waited for.
// Throws code::watch_timeout, code::no_such_record when the record was deleted, and what `pause` throws.
void watch(const WatchHost& host, const platform::Pack& pack, const WatchRequest& request,
           const Watched& watched, const RowSink& sink);

}  // namespace admctl::lifecycle
