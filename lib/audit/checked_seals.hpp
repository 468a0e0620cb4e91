// The signed texts of a source's seals and tombstones, checked by themselves: no row is read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/audit/finding.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/seal_store.hpp"

namespace admctl::audit {

// A seal whose text could be read.
struct CheckedSeal {
  StoredSeal stored;
  Checkpoint checkpoint;
};

// Positions [begin, end).
struct PositionRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// Rows that may be missing, and the root over their leaves.
struct CheckedTombstone {
  std::int64_t nr = 0;
  Checkpoint checkpoint;
  std::vector<PositionRange> ranges;  // ascending, apart
};

struct CheckedSeals {
  std::vector<CheckedSeal> seals;  // by number
  std::vector<CheckedTombstone> tombstones;
  std::vector<std::string> signers;  // "name+id", each once
};

// Numbers, sizes, names and signatures of all seals and tombstones of a source. With `trusted` keys every text
// must be signed by one of them; else by the key that the ledger names for it, which says only that the text
// was not changed by somebody without a key.
CheckedSeals check_seals(pg::Transaction& tx, const std::string& source, const std::vector<PublicKey>& trusted,
                         Findings& findings);

// "0-1999,2005-2005" and back; nullopt for anything that ranges_text() would not write.
std::string ranges_text(const std::vector<PositionRange>& ranges);
std::optional<std::vector<PositionRange>> parse_ranges(std::string_view text);

// A tombstone's lines.
inline constexpr std::string_view tombstone_line = "tombstone";  // its number, from 1
inline constexpr std::string_view positions_line = "positions";  // ranges of rows in the log
// What follows the log's origin in that of its tombstones.
inline constexpr std::string_view tombstone_suffix = "/archived";

}  // namespace admctl::audit
