// How far a standby is behind its primary, as the standby itself can tell.
#pragma once

#include <optional>
#include <string>

#include "lib/core/clock.hpp"
#include "lib/pg/session.hpp"

namespace admctl::pg {

struct StandbyState {
  bool standby = false;
  // Of a standby: it is connected to its primary and gets WAL.
  bool receiving = false;
  // How old what it shows may be. 0 when all that was received is replayed and more is being received. Absent
  // when it cannot be told: it replayed no commit yet, or is no standby.
  std::optional<Millis> lag;
  std::string replayed;  // WAL position
};

// Any transaction will do; a database that is no standby has nothing but `standby`. What a primary does not
// send any more (a broken network that nobody noticed yet) shows after wal_receiver_timeout only.
StandbyState read_standby_state(Transaction& tx);

// "3s behind", "lag unknown"
std::string describe_lag(const StandbyState& state);

}  // namespace admctl::pg
