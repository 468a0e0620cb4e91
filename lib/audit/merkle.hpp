// The Merkle tree of RFC 6962: its root, computed as leaves come, in memory that grows with the logarithm of
// their number. A leaf's hash is SHA-256(0x00 || bytes), a node's SHA-256(0x01 || left || right).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lib/core/sha256.hpp"

namespace admctl::audit {

// The roots of the perfect trees that the leaves so far make, the largest first; with their number all that is
// needed to go on.
struct TreeState {
  std::uint64_t size = 0;
  std::vector<Digest> peaks;

  friend bool operator==(const TreeState&, const TreeState&) = default;
};

// Computes hashes of leaves and nodes; may be used again and again, by one thread.
class TreeHasher {
 public:
  Digest leaf(std::string_view bytes);
  Digest node(const Digest& left, const Digest& right);
  // Of the tree without leaves: SHA-256 of nothing.
  Digest empty();

 private:
  Sha256 hash_;
};

class MerkleTree {
 public:
  MerkleTree() = default;
  // Goes on where another tree was. Throws code::bug when the number of peaks does not fit the size: check
  // is_possible() first for a state that comes from outside.
  explicit MerkleTree(TreeState state);

  void add(std::string_view bytes) { add_hash(hasher_.leaf(bytes)); }
  void add_hash(const Digest& leaf_hash);
  std::uint64_t size() const { return state_.size; }
  Digest root();
  const TreeState& state() const { return state_; }

 private:
  TreeState state_;
  TreeHasher hasher_;
};

// Whether a tree of that size has so many peaks.
bool is_possible(const TreeState& state);

}  // namespace admctl::audit
