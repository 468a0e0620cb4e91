// Proving that the ledger is what was written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/pg/session.hpp"

namespace admctl::ops {

// What is wrong with the chain at one operation.
struct ChainProblem {
  std::int64_t seq;
  std::string operation;  // empty when the row itself is missing
  std::string what;
};

struct ChainReport {
  std::int64_t checked = 0;
  std::string head;  // hash of the last operation
  std::vector<ChainProblem> problems;
};

// Recomputes every hash, oldest first: finds edited, inserted and deleted operations and changes, and a cut-off
// end. It cannot find a chain that was rewritten whole by a role that may disable triggers.
ChainReport verify_chain(pg::Transaction& tx);

}  // namespace admctl::ops
