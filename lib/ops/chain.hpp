// Proving that the ledger is what was written.
#pragma once

#include <cstdint>
#include <functional>
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
  bool complete = true;  // false: it was ended before the end of the chain
};

// Recomputes every hash, oldest first: finds edited, inserted and deleted operations and changes, and a cut-off
// end. It cannot find a chain that was rewritten whole by a role that may disable triggers.
// `go_on`, when there is one, is asked with the number of operations checked so far; false ends it.
ChainReport verify_chain(pg::Transaction& tx, const std::function<bool(std::int64_t)>& go_on = {});

}  // namespace admctl::ops
