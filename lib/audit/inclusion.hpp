// Proofs that one row is in a seal, to be checked without the database: C2SP tlog-proof text, with the row's
// leaf as its extra data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/signed_note.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct InclusionProof {
  std::string leaf;  // the bytes that are hashed
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string note;

  std::string text() const;
  // Throws code::bad_proof.
  static InclusionProof parse(std::string_view text);
};

// Whether the text is meant to be such a proof.
bool looks_like_proof(std::string_view text);

// Of a sealed row by its key, in `source` or in whatever source has such a key. Throws code::not_sealed when no
// seal holds it, row_tampered when the row is not what was sealed or is gone, usage when several sources have
// it.
InclusionProof prove_row(pg::Session& session, const platform::Pack& pack, const std::string& key,
                         const std::optional<std::string>& source);

struct CheckedProof {
  Checkpoint checkpoint;
  std::string signer;  // as the signature says
  std::string why;     // empty: it holds, as far as it was checked
  bool signature_checked = false;
};

// Without trusted keys the signature is not checked. Throws code::bad_signed_text.
CheckedProof check_proof(const InclusionProof& proof, const std::vector<PublicKey>& trusted);

}  // namespace admctl::audit
