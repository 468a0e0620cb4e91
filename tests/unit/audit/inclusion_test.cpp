// The text of a proof of one row.
#include "lib/audit/inclusion.hpp"

#include <catch2/catch.hpp>

#include "lib/audit/merkle_proof.hpp"
#include "lib/core/codes/audit.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::audit {
namespace {

InclusionProof proof_of(std::uint64_t index, const SigningKey& key) {
  const auto leaf = [](std::uint64_t i) { return "{\"row\":" + std::to_string(i) + "}"; };
  MerkleTree tree;
  for (std::uint64_t i = 0; i < 11; ++i) tree.add(leaf(i));
  InclusionProof proof{leaf(index), index, {}, {}};
  std::uint64_t next = 0;
  proof.path = inclusion_proof(index, 11, [&] { return TreeHasher{}.leaf(leaf(next++)); });
  const Checkpoint checkpoint{.origin = "admctl/app/audit", .size = 11, .root = tree.root(), .extensions = {}};
  proof.note = sign_note(checkpoint.text(), key);
  return proof;
}

}  // namespace

TEST_CASE("a proof is read as it was written, and holds") {
  const auto key = SigningKey::generate("k");
  for (std::uint64_t index = 0; index < 11; ++index) {
    const auto text = proof_of(index, key).text();
    CHECK(looks_like_proof(text));
    const auto read = InclusionProof::parse(text);
    CHECK(read.text() == text);
    const auto checked = check_proof(read, {key.public_key()});
    CHECK(checked.why.empty());
    CHECK(checked.signature_checked);
  }
}

TEST_CASE("a proof of another row, place, tree or signer does not hold") {
  const auto key = SigningKey::generate("k");
  const auto good = proof_of(4, key);
  const auto why = [&](const auto& change) {
    auto proof = good;
    change(proof);
    return check_proof(InclusionProof::parse(proof.text()), {key.public_key()}).why;
  };
  CHECK(why([](auto& proof) { proof.leaf = "{\"row\":5}"; }) == "the row is not in the tree that was signed");
  CHECK(why([](auto& proof) { proof.index = 5; }) == "the row is not in the tree that was signed");
  CHECK(why([](auto& proof) { proof.path.pop_back(); }) == "the row is not in the tree that was signed");
  CHECK(why([](auto& proof) { proof.note.replace(proof.note.find("11"), 2, "12"); }) ==
        "the checkpoint's signature is wrong");
  CHECK(why([](auto& proof) {
          proof.note = proof_of(4, SigningKey::generate("k")).note;
        }).find("not by a key that you trust") != std::string::npos);
}

TEST_CASE("a text that is no proof is refused") {
  const auto text = proof_of(4, SigningKey::generate("k")).text();
  for (const auto& bad : {std::string{}, text.substr(0, 40), "x" + text, text.substr(0, text.find("index")),
                          std::string{"c2sp.org/tlog-proof@v1\nextra AA==\nindex 01\n\n"}}) {
    INFO(bad);
    CHECK(test::error_of([&] { InclusionProof::parse(bad); }).code() == code::bad_proof);
  }
}

}  // namespace admctl::audit
