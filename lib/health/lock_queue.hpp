// Who waits for whom: the sessions that hold what others wait for, as trees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"

namespace admctl::health {

struct LockSession {
  std::int64_t pid = 0;  // 0: a prepared transaction
  std::string user;
  std::string application;
  std::string state;             // "active", "idle in transaction"; empty when this role may not see it
  std::string query;             // in one line, without passwords
  std::string lock;              // what it waits for: "relation deals, AccessExclusiveLock"; empty: it does not
  std::optional<Millis> age;     // of its transaction
  std::optional<Millis> waited;  // for that lock
  std::vector<std::int64_t> blockers;
};

struct LockTree {
  LockSession session;
  std::vector<LockTree> waiting;  // those that wait for it, longest first
};

// Of the current database. A root waits for nobody, or is the lowest pid of a ring. A session that waits for
// several stands under the first of them only.
std::vector<LockTree> read_lock_trees(pg::Transaction& tx);

// How many wait below the root, and the longest wait.
std::size_t waiting_below(const LockTree& tree);
Millis longest_wait(const LockTree& tree);

// Lines for people, one per session, and the same for machines.
std::string draw(const LockTree& tree);
Object to_object(const LockTree& tree);

}  // namespace admctl::health
