// Seals, leaves and tombstones as the ledger keeps them. All in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/seal_source.hpp"
#include "lib/audit/signed_note.hpp"
#include "lib/pg/session.hpp"

namespace admctl::audit {

// Nothing of it is to be believed before its note is checked.
struct StoredSeal {
  SealSource source;  // with the columns of the rows that this seal added
  std::int64_t nr = 0;
  std::uint64_t first_position = 0;
  std::uint64_t size = 0;
  std::string peaks;  // base 64, separated by blanks
  std::string note;
  std::string public_key;
  std::string operation;
  std::string sealed_at;  // RFC 3339
};

struct StoredTombstone {
  std::int64_t nr = 0;
  std::string note;
  std::string public_key;
  std::string operation;
};

// False in a database where nothing was ever sealed.
bool has_seals(pg::Transaction& tx);
// By number; empty when there are none.
std::vector<StoredSeal> load_seals(pg::Transaction& tx, std::string_view source);
std::optional<StoredSeal> load_last_seal(pg::Transaction& tx, std::string_view source);
// Names of sources that have seals or leaves, sorted.
std::vector<std::string> sealed_sources(pg::Transaction& tx);
void insert_seal(pg::Transaction& tx, const StoredSeal& seal);

std::vector<StoredTombstone> load_tombstones(pg::Transaction& tx, std::string_view source);
void insert_tombstone(pg::Transaction& tx, std::string_view source, const StoredTombstone& tombstone);

// Throws code::seal_broken for what is no state of a tree of that size.
MerkleTree tree_of(const StoredSeal& seal);
std::string peaks_text(const TreeState& state);

// Checkpoint lines beyond those of C2SP.
inline constexpr std::string_view seal_line = "seal";        // number of the seal, from 1
inline constexpr std::string_view horizon_line = "horizon";  // rows of before that time are all in it
inline constexpr std::string_view sealed_line = "sealed";    // when

}  // namespace admctl::audit
