// Whether the sealed rows of the live database are what was sealed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lib/audit/finding.hpp"
#include "lib/audit/signing_key.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct VerifyRequest {
  std::vector<std::string> sources = {};      // names as of seal_sources(); empty: all that were sealed
  std::vector<PublicKey> trusted = {};        // empty: the keys that the ledger names
  std::vector<std::string> checkpoints = {};  // signed notes that were kept outside the database
  std::function<void(std::string_view source, std::size_t rows)> progress = [](std::string_view, std::size_t) {
  };
};

struct VerifiedSource {
  std::string source;
  std::string origin;
  std::int64_t seals = 0;
  std::uint64_t sealed = 0;    // rows in seals
  std::uint64_t archived = 0;  // of those, rows that a tombstone says may be missing, and are
  std::uint64_t unsealed = 0;  // rows newer than the last seal
  std::string last_sealed;     // RFC 3339, as signed
  std::vector<std::string> signers;
};

struct VerifyReport {
  std::vector<VerifiedSource> sources;
  std::size_t checkpoints = 0;  // from outside, that were compared
  Findings findings;
};

// Compares every sealed row with its leaf, the leaves with every signed checkpoint, checkpoints from outside
// with the history, and looks for rows that were slipped in behind a seal, for seals that the ledger's
// operations name but that are gone, and for a broken chain of the ledger. One snapshot; reads all sealed rows.
// Throws code::nothing_sealed when there is nothing to compare, cannot_verify when a sealed table or column
// does not exist any more, bad_signed_text for a checkpoint that cannot be read.
VerifyReport verify_database(pg::Session& session, const platform::Pack& pack, const VerifyRequest& request);

// The signed notes of a text with one or several of them, such as 'audit seal' prints; indentation is ignored.
std::vector<std::string> split_notes(std::string_view text);

}  // namespace admctl::audit
