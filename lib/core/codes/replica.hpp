// Error codes 24xx: standbys and replicas.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code standby_refuses{2401, Exit::no_access, "the server is a standby: it takes no writes"};
inline constexpr Code read_only{2402, Exit::no_access, "the database takes no writes now"};
inline constexpr Code replica_behind{2403, Exit::try_again, "the replica is further behind than is allowed"};
inline constexpr Code no_replica{2404, Exit::usage, "the target names no replica"};

}  // namespace admctl::code
