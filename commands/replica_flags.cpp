#include "commands/replica_flags.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/replica.hpp"
#include "lib/core/error.hpp"
#include "lib/pg/replication.hpp"

namespace admctl::commands {
namespace {

std::optional<Millis> max_lag_of(const ReplicaFlags& flags) {
  if (!flags.max_lag) return std::nullopt;
  if (*flags.max_lag == "0") return Millis{0};
  if (const auto limit = parse_duration(*flags.max_lag)) return limit;
  throw Error{code::usage,
              fmt::format("--max-lag: '{}' is not a duration", *flags.max_lag),
              {},
              "write it as 10s, 5m or 1h"};
}

// Whether notes, which come last, would come too late.
bool comes_slowly(const Report& report) {
  return std::ranges::any_of(report.sections, [](const Section& section) {
    const auto* table = std::get_if<Table>(&section.body);
    return table && table->live;
  });
}

// What is missing on a replica may only not have arrived there yet.
Report run_saying(Context& context, const Run& run, const std::optional<std::string>& note) {
  try {
    return run(context);
  } catch (Error& error) {
    if (note && error.exit() == Exit::not_found)
      error.with_detail(error.detail().empty() ? *note : error.detail() + '\n' + *note);
    throw;
  }
}

}  // namespace

void declare_replica(Flags& flags, ReplicaFlags& into) {
  flags.flag("--replica", into.replica, "read from this replica; without a URL from the one the target names",
             {.metavar = "URL"});
  flags.option("--max-lag", into.max_lag, "refuse to read from a standby that is further behind",
               {.metavar = "AGE"});
}

std::optional<Target> replica_of(Context& context, const ReplicaFlags& flags) {
  if (!flags.replica) return std::nullopt;
  Target where = context.target();
  where.stands_for = std::make_shared<const Target>(where);
  if (flags.replica->empty() && !where.replica) {
    throw Error{code::no_replica,
                fmt::format("{} names no replica", where.describe()),
                {},
                "give its URL as --replica=postgresql://host/database, or the target a 'replica:'"};
  }
  where.conninfo = flags.replica->empty() ? *where.replica : pg::Conninfo::parse(*flags.replica);
  where.origin = "--replica";
  where.embedded = false;
  where.place = where.conninfo.describe();
  return where;
}

std::string check_lag(pg::Session& session, const ReplicaFlags& flags) {
  const auto limit = max_lag_of(flags);
  pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
  const auto state = pg::read_standby_state(tx);
  const auto place = session.where().describe();
  if (!state.standby) return fmt::format("read from {}, which is no standby", place);
  const auto lag = pg::describe_lag(state);
  if (limit && (!state.lag || *state.lag > *limit)) {
    throw Error{code::replica_behind, fmt::format("{}: {}, and --max-lag is {}", place, lag, *flags.max_lag),
                state.receiving ? "" : "it is not connected to its primary",
                "try again later, raise --max-lag, or read from the primary without --replica"};
  }
  return fmt::format("read from {}, a standby, {}{}", place, lag,
                     state.receiving ? "" : " and not connected to its primary");
}

Run declare_reading(Flags& flags, Run (*declare)(Flags&)) {
  auto asked = std::make_shared<ReplicaFlags>();
  auto run = declare(flags);
  declare_replica(flags, *asked);
  return [asked, run](Context& context) {
    // A mistake in the flags is said before anything is connected.
    max_lag_of(*asked);
    if (auto where = replica_of(context, *asked)) context.read_from(std::move(*where));
    std::optional<std::string> note;
    if (asked->given()) note = check_lag(context.session(), *asked);
    auto report = run_saying(context, run, note);
    if (note && comes_slowly(report))
      context.talk().say(*note);
    else if (note)
      report.note(*note);
    return report;
  };
}

}  // namespace admctl::commands
