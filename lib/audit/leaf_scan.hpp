// All leaves of a source in order, each with its row, compared.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lib/audit/checked_seals.hpp"
#include "lib/audit/finding.hpp"
#include "lib/pg/session.hpp"

namespace admctl::audit {

struct LeafScan {
  std::uint64_t leaves = 0;
  std::uint64_t archived = 0;
  // Of the tree over all leaves at the sizes that were asked for; none for a size beyond the leaves.
  std::map<std::uint64_t, Digest> roots;
};

// Reads leaves and rows; adds findings of changed and deleted rows, of missing leaves, and of tombstones that
// are not about the leaves they name. The rows of each seal are looked for in the columns that it names. Throws
// code::cannot_verify when they do not exist any more.
LeafScan scan_leaves(pg::Transaction& tx, const std::string& source, const CheckedSeals& checked,
                     const std::vector<std::uint64_t>& sizes, Findings& findings,
                     const std::function<void(std::size_t)>& progress);

}  // namespace admctl::audit
