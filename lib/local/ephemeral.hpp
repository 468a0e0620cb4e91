// The ephemeral embedded cluster: a fast one for test databases, in memory where that is possible, which
// survives neither a crash of the machine nor `db down`. It lies in a folder of its own, so that a durable
// cluster never becomes one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "lib/local/cluster.hpp"

namespace admctl::local {

// Where an ephemeral cluster may lie.
struct EphemeralPlaces {
  std::filesystem::path memory{"/dev/shm"};
  std::filesystem::path disk{"/tmp"};
  // Bytes that must be free in `memory`: in a container it has 64 MiB, which a first test database would fill.
  std::uintmax_t needed = std::uintmax_t{768} << 20;
};

// The ephemeral cluster that belongs to the durable one of those options; nullopt when there is none. A folder
// of its name that belongs to somebody else does not count.
std::optional<ClusterOptions> find_ephemeral(const ClusterOptions& durable, const EphemeralPlaces& places = {});

// The one that is there, or where a new one goes: into `memory` when it is a folder with room that we may write
// to, else into `disk`. Throws code::server_start_failed when a folder of its name is there and belongs to
// somebody else.
ClusterOptions choose_ephemeral(const ClusterOptions& durable, const EphemeralPlaces& places = {});

}  // namespace admctl::local
