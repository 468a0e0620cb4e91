#include "tests/fuzz/seeds.hpp"

#include <cstdlib>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/inclusion.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/audit/merkle_proof.hpp"
#include "lib/audit/signed_note.hpp"

namespace admctl::fuzz {
namespace {

audit::Manifest a_manifest() {
  audit::MerkleTree tree;
  tree.add("{\"a\":1}");
  audit::Manifest manifest;
  manifest.format = "jsonl";
  manifest.rows = 1;
  manifest.root = tree.root();
  manifest.files = {{"a.jsonl", 8, 1, sha256_hex("{\"a\":1}\n"), tree.root()}};
  manifest.sources = {"audit"};
  manifest.filters = {{"actor", "alice"}};
  return manifest;
}

}  // namespace

const audit::SigningKey& key() {
  static const auto made = audit::SigningKey::parse(
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  return made;
}

std::string manifest() { return audit::to_json(a_manifest()); }

std::string signature() { return audit::sign_manifest(a_manifest(), manifest(), key()); }

std::string proof() {
  const auto leaf = [](std::uint64_t i) { return "{\"row\":" + std::to_string(i) + "}"; };
  audit::MerkleTree tree;
  for (std::uint64_t i = 0; i < 11; ++i) tree.add(leaf(i));
  audit::InclusionProof out{leaf(4), 4, {}, {}};
  std::uint64_t next = 0;
  out.path = audit::inclusion_proof(4, 11, [&] { return audit::TreeHasher{}.leaf(leaf(next++)); });
  const audit::Checkpoint checkpoint{
      .origin = "admctl/app/audit", .size = 11, .root = tree.root(), .extensions = {{"seal", "1"}}};
  out.note = audit::sign_note(checkpoint.text(), key());
  return out.text();
}

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace admctl::fuzz
