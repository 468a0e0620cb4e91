#include "lib/audit/merkle_proof.hpp"

#include <bit>

namespace admctl::audit {
namespace {

// The largest power of two below n, for n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

Digest root_of(std::uint64_t size, const NextLeaf& next) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.add_hash(next());
  return tree.root();
}

void find_path(std::uint64_t index, std::uint64_t size, const NextLeaf& next, std::vector<Digest>& path) {
  if (size == 1) {
    next();
    return;
  }
  const auto left = split_of(size);
  if (index < left) {
    find_path(index, left, next, path);
    path.push_back(root_of(size - left, next));
  } else {
    const auto sibling = root_of(left, next);
    find_path(index - left, size - left, next, path);
    path.push_back(sibling);
  }
}

// SUBPROOF of RFC 9162. `whole`: the old tree's root is known to who checks.
void find_consistency(std::uint64_t old_size, std::uint64_t size, bool whole, const NextLeaf& next,
                      std::vector<Digest>& proof) {
  if (old_size == size) {
    const auto root = root_of(size, next);
    if (!whole) proof.push_back(root);
    return;
  }
  const auto left = split_of(size);
  if (old_size <= left) {
    find_consistency(old_size, left, whole, next, proof);
    proof.push_back(root_of(size - left, next));
  } else {
    const auto sibling = root_of(left, next);
    find_consistency(old_size - left, size - left, false, next, proof);
    proof.push_back(sibling);
  }
}

}  // namespace

std::vector<Digest> inclusion_proof(std::uint64_t index, std::uint64_t size, const NextLeaf& next) {
  std::vector<Digest> path;
  find_path(index, size, next, path);
  return path;
}

std::vector<Digest> consistency_proof(std::uint64_t old_size, std::uint64_t size, const NextLeaf& next) {
  std::vector<Digest> proof;
  find_consistency(old_size, size, true, next, proof);
  return proof;
}

bool proves_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                      std::span<const Digest> path, const Digest& root) {
  if (index >= size) return false;
  TreeHasher hasher;
  auto place = index;
  auto last = size - 1;
  auto hash = leaf_hash;
  for (const auto& sibling : path) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      hash = hasher.node(sibling, hash);
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool proves_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t size, const Digest& root,
                        std::span<const Digest> proof) {
  TreeHasher hasher;
  if (old_size > size) return false;
  if (old_size == 0) return proof.empty() && old_root == hasher.empty();
  if (old_size == size) return proof.empty() && old_root == root;
  // Of a perfect old tree the root is the first node, and is not repeated in the proof.
  std::vector<Digest> nodes;
  if (std::has_single_bit(old_size)) nodes.push_back(old_root);
  nodes.insert(nodes.end(), proof.begin(), proof.end());
  if (nodes.empty()) return false;
  auto place = old_size - 1;
  auto last = size - 1;
  while ((place & 1) != 0) {
    place >>= 1;
    last >>= 1;
  }
  auto old_hash = nodes.front();
  auto hash = nodes.front();
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      old_hash = hasher.node(nodes[i], old_hash);
      hash = hasher.node(nodes[i], hash);
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else {
      hash = hasher.node(hash, nodes[i]);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace admctl::audit
