#include "lib/audit/merkle.hpp"

#include <bit>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view leaf_prefix{"\0", 1};
constexpr std::string_view node_prefix{"\1", 1};

}  // namespace

Digest TreeHasher::leaf(std::string_view bytes) {
  hash_.update(leaf_prefix);
  hash_.update(bytes);
  return hash_.digest();
}

Digest TreeHasher::node(const Digest& left, const Digest& right) {
  hash_.update(node_prefix);
  hash_.update(as_text(left));
  hash_.update(as_text(right));
  return hash_.digest();
}

Digest TreeHasher::empty() { return hash_.digest(); }

MerkleTree::MerkleTree(TreeState state) : state_{std::move(state)} {
  if (!is_possible(state_)) throw Error{code::bug, "a Merkle tree of that size has another number of peaks"};
}

void MerkleTree::add_hash(const Digest& leaf_hash) {
  auto joined = leaf_hash;
  // Each trailing 1 of the size is a perfect tree that the new one completes to the next larger.
  for (auto rest = state_.size; (rest & 1) != 0; rest >>= 1) {
    joined = hasher_.node(state_.peaks.back(), joined);
    state_.peaks.pop_back();
  }
  state_.peaks.push_back(joined);
  ++state_.size;
}

Digest MerkleTree::root() {
  if (state_.peaks.empty()) return hasher_.empty();
  auto root = state_.peaks.back();
  for (auto peak = state_.peaks.size() - 1; peak > 0; --peak) root = hasher_.node(state_.peaks[peak - 1], root);
  return root;
}

bool is_possible(const TreeState& state) {
  return state.peaks.size() == static_cast<std::size_t>(std::popcount(state.size));
}

}  // namespace admctl::audit
