// Reading from a replica instead of the target itself.
#pragma once

#include <optional>
#include <string>

#include "commands/command.hpp"
#include "commands/context.hpp"

namespace admctl::commands {

// --replica and --max-lag.
struct ReplicaFlags {
  std::optional<std::string> replica;  // "": the one that the target names
  std::optional<std::string> max_lag;

  bool given() const { return replica || max_lag; }
};

void declare_replica(Flags& flags, ReplicaFlags& into);

// The replica that is meant; nullopt without --replica. Throws code::no_replica, bad_url, usage.
std::optional<Target> replica_of(Context& context, const ReplicaFlags& flags);

// How far the server of the session is behind, in a sentence for a note. Throws code::replica_behind when that
// is more than --max-lag, or cannot be told.
std::string check_lag(pg::Session& session, const ReplicaFlags& flags);

// Declares a reading command with the two flags: what it runs then reads from the replica, refuses one that is
// too far behind, and notes the lag.
Run declare_reading(Flags& flags, Run (*declare)(Flags&));

template <Run (*declare)(Flags&)>
Run reading(Flags& flags) {
  return declare_reading(flags, declare);
}

}  // namespace admctl::commands
