// Proofs over the Merkle tree of RFC 6962: that a leaf is in a tree, and that a tree is the beginning of
// another.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lib/audit/merkle.hpp"

namespace admctl::audit {

// Gives the hashes of the leaves one after the other, from the first on; asked exactly once for each.
using NextLeaf = std::function<Digest()>;

// The audit path of leaf `index` in the tree over `size` leaves, from the leaf's sibling up. One pass over the
// leaves. index < size.
std::vector<Digest> inclusion_proof(std::uint64_t index, std::uint64_t size, const NextLeaf& next);
// That the tree over the first `old_size` leaves is the beginning of the tree over `size`.
// 0 < old_size <= size.
std::vector<Digest> consistency_proof(std::uint64_t old_size, std::uint64_t size, const NextLeaf& next);

// The checks of RFC 9162, 2.1.3.2 and 2.1.4.2. False for anything that does not prove it, impossible numbers
// included. Of an empty old tree everything is a continuation, and the proof must be empty.
bool proves_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                      std::span<const Digest> path, const Digest& root);
bool proves_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t size, const Digest& root,
                        std::span<const Digest> proof);

}  // namespace admctl::audit
