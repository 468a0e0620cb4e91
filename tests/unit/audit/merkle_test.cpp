// The tree against the vectors of Certificate Transparency, and every proof of small trees.
#include "lib/audit/merkle.hpp"

#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "lib/audit/merkle_proof.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

const std::array<std::string, 8> inputs{"",
                                        std::string{"\x00", 1},
                                        "\x10",
                                        "\x20\x21",
                                        "\x30\x31",
                                        "\x40\x41\x42\x43",
                                        "\x50\x51\x52\x53\x54\x55\x56\x57",
                                        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};

constexpr std::array<std::string_view, 9> roots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

constexpr std::uint64_t most = 40;

Digest leaf_of(std::uint64_t i) { return TreeHasher{}.leaf(std::to_string(i)); }

Digest root_over(std::uint64_t size) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.add_hash(leaf_of(i));
  return tree.root();
}

NextLeaf counting() {
  return [i = std::uint64_t{0}]() mutable { return leaf_of(i++); };
}

}  // namespace

TEST_CASE("roots are those of Certificate Transparency's test vectors") {
  MerkleTree tree;
  CHECK(to_hex(tree.root()) == roots[0]);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    tree.add(inputs[i]);
    CHECK(to_hex(tree.root()) == roots[i + 1]);
    CHECK(tree.size() == i + 1);
  }
}

TEST_CASE("a tree goes on from its saved state as if it had never stopped") {
  for (std::uint64_t stop = 0; stop < most; ++stop) {
    MerkleTree tree;
    for (std::uint64_t i = 0; i < stop; ++i) tree.add_hash(leaf_of(i));
    MerkleTree resumed{tree.state()};
    for (std::uint64_t i = stop; i < most; ++i) resumed.add_hash(leaf_of(i));
    CHECK(resumed.root() == root_over(most));
  }
}

TEST_CASE("a state with another number of peaks than its size has is refused") {
  CHECK_FALSE(is_possible({3, {Digest{}}}));
  CHECK(is_possible({3, {Digest{}, Digest{}}}));
  CHECK_THROWS_AS((MerkleTree{TreeState{1, {}}}), Error);
}

TEST_CASE("inclusion proofs hold for their leaf, place and tree, and for no other") {
  for (std::uint64_t size = 1; size <= most; ++size) {
    const auto root = root_over(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      INFO(index << " of " << size);
      auto path = inclusion_proof(index, size, counting());
      CHECK(proves_inclusion(index, size, leaf_of(index), path, root));
      CHECK_FALSE(proves_inclusion(index, size, leaf_of(index + 1), path, root));
      CHECK_FALSE(proves_inclusion(index ^ 1, size, leaf_of(index), path, root));
      CHECK_FALSE(proves_inclusion(index, size, leaf_of(index), path, root_over(size + 1)));
      if (path.empty()) continue;
      path.back()[7] ^= 1;
      CHECK_FALSE(proves_inclusion(index, size, leaf_of(index), path, root));
      path.pop_back();
      CHECK_FALSE(proves_inclusion(index, size, leaf_of(index), path, root));
    }
  }
  CHECK_FALSE(proves_inclusion(0, 0, leaf_of(0), {}, root_over(0)));
}

TEST_CASE("consistency proofs hold for their two trees, and not when a leaf before was another") {
  for (std::uint64_t size = 1; size <= most; ++size) {
    const auto root = root_over(size);
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      INFO(old_size << " of " << size);
      const auto proof = consistency_proof(old_size, size, counting());
      CHECK(proves_consistency(old_size, root_over(old_size), size, root, proof));
      MerkleTree other;
      other.add("something else");
      for (std::uint64_t i = 1; i < old_size; ++i) other.add_hash(leaf_of(i));
      CHECK_FALSE(proves_consistency(old_size, other.root(), size, root, proof));
      if (old_size < size) CHECK_FALSE(proves_consistency(old_size, root_over(old_size), size, root, {}));
    }
  }
  CHECK(proves_consistency(0, root_over(0), 5, root_over(5), {}));
  CHECK_FALSE(proves_consistency(5, root_over(5), 4, root_over(4), {}));
}

}  // namespace admctl::audit
