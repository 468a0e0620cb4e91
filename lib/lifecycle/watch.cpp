#include "lib/lifecycle/watch.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

using std::chrono::steady_clock;

struct Look {
  std::string state;
  std::string revision;
  std::string time;
};

// What passes by itself: the server restarts, a migration holds the table.
bool passes(const Error& error) {
  const std::array<Code, 5> passing{code::connection_lost, code::cannot_connect, code::lock_timeout,
                                    code::statement_timeout, code::serialization};
  return std::ranges::find(passing, error.code()) != passing.end();
}

Look look(pg::Session& session, const platform::Pack& pack, const platform::Kind& kind,
          const Watched& watched) {
  auto options = pg::Transaction::Options::snapshot(pack.schema);
  options.timeouts.statement = Millis{5000};
  pg::Transaction tx{session, options};
  const auto rows = tx.query(
      fmt::format("SELECT {}::text, {}, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') "
                  "FROM {} AS r WHERE r.{} = $1",
                  ops::state_sql(kind), revision_sql(), pg::quote(pack.schema, kind.table),
                  pg::quote(kind.key)),
      {watched.key});
  if (rows.empty()) throw Error{code::no_such_record, watched.name + " was deleted meanwhile"};
  return {std::string{rows.front().text(0)}, std::string{rows.front().text(1)},
          std::string{rows.front().text(2)}};
}

class Watch {
 public:
  Watch(const WatchHost& host, const platform::Pack& pack, const WatchRequest& request, const Watched& watched)
      : host_{host}, pack_{pack}, request_{request}, watched_{watched} {}

  void run(const RowSink& sink) {
    Look last;
    for (;;) {
      if (const auto seen = try_to_look()) {
        if (seen->revision != last.revision)
          sink({Cell{seen->time}, Cell{seen->revision}, Cell::state(seen->state)});
        last = *seen;
        if (std::ranges::find(watched_.until, last.state) != watched_.until.end()) return;
      }
      wait(last.state);
    }
  }

 private:
  std::optional<Look> try_to_look() {
    try {
      auto& session = lost_ ? host_.reconnect() : host_.session();
      lost_ = false;
      return look(session, pack_, *request_.record.kind, watched_);
    } catch (const Error& error) {
      if (!passes(error)) throw;
      lost_ = error.code() == code::connection_lost || error.code() == code::cannot_connect;
      trouble_ = error.message();
      return std::nullopt;
    }
  }

  void wait(const std::string& state) {
    const auto left = std::chrono::floor<Millis>(deadline_ - steady_clock::now());
    if (left <= Millis::zero()) {
      throw Error{
          code::watch_timeout,
          fmt::format("{} is {} after {}", watched_.name, state.empty() ? "out of sight" : "still in " + state,
                      format_duration(request_.timeout)),
          fmt::format("waited for {}{}", join(watched_.until, ", "),
                      trouble_.empty() ? "" : "\nin between: " + trouble_),
          fmt::format("see what holds it: admctl inspect {}", watched_.name)};
    }
    host_.pause(std::min(request_.interval, left));
  }

  const WatchHost& host_;
  const platform::Pack& pack_;
  const WatchRequest& request_;
  const Watched& watched_;
  steady_clock::time_point deadline_ = steady_clock::now() + request_.timeout;
  bool lost_ = false;
  std::string trouble_;
};

}  // namespace

std::vector<Column> watch_columns() {
  // The state last: it is of any length, and the first row decides the widths.
  return {{"time", "TIME"}, {"revision", "REVISION"}, {"state", "STATE"}};
}

Watched prepare_watch(pg::Transaction& tx, const platform::Pack& pack, const WatchRequest& request) {
  const auto& kind = *request.record.kind;
  const auto names = kind.lifecycle.state_names();
  Watched watched{{}, {}, request.until};
  for (const auto& state : request.until) {
    if (kind.lifecycle.find_state(state)) continue;
    throw Error{code::unknown_state, fmt::format("a {} has no state '{}'", kind.name, state),
                "states: " + join(names, ", "), "write the state as listed." + did_you_mean(state, names)};
  }
  for (const auto& state : kind.lifecycle.states) {
    if (request.until.empty() && state.terminal) watched.until.push_back(state.name);
  }
  if (watched.until.empty()) {
    throw Error{code::usage,
                fmt::format("no state of a {} is terminal", kind.name),
                {},
                "name the state to wait for: --until-state STATE"};
  }
  watched.key = find_key(tx, pack, kind, request.record.key);
  const auto image = tx.value(fmt::format("SELECT to_jsonb(r) FROM {} AS r WHERE r.{} = $1",
                                          pg::quote(pack.schema, kind.table), pg::quote(kind.key)),
                              {watched.key});
  if (!image)
    throw Error{code::no_such_record, fmt::format("{}/{} was deleted meanwhile", kind.name, watched.key)};
  const auto row = parse_json(*image);
  watched.name = address_of(kind, *row.as_object());
  return watched;
}

void watch(const WatchHost& host, const platform::Pack& pack, const WatchRequest& request,
           const Watched& watched, const RowSink& sink) {
  Watch{host, pack, request, watched}.run(sink);
}

}  // namespace admctl::lifecycle
