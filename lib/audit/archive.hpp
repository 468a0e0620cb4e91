// Taking sealed rows out of the database: which they are, the tombstone that says so, and deleting them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/checked_seals.hpp"
#include "lib/audit/seal_source.hpp"
#include "lib/audit/signing_key.hpp"
#include "lib/core/clock.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::audit {

struct ArchiveSet {
  SealSource source;
  Time before;         // rows with an earlier time
  std::string origin;  // of the log
  std::uint64_t rows = 0;
  Digest root{};                      // over their leaves
  std::vector<PositionRange> ranges;  // where they are in the log
};

// The rows of the platform's audit table with a time before `before` that are sealed and not archived yet.
// Throws code::no_audit_table, nothing_sealed, archive_unsealed when rows of that time are in no seal,
// row_tampered when a row is not what was sealed.
ArchiveSet find_archivable(pg::Transaction& tx, const platform::Pack& pack, Time before);

// Keys of the records of an export, 16 bytes each.
class ExportedKeys {
 public:
  // The member `id` of a record of jsonl.
  void add(std::string_view record);
  // After the last add().
  void sort();
  bool has(std::string_view key) const;
  std::size_t size() const { return keys_.size(); }

 private:
  using Short = std::array<std::uint8_t, 16>;
  static Short shorten(std::string_view key);
  std::vector<Short> keys_;
};

// The body of an operation: writes the signed statement that these rows are in an export and may be missing.
// `manifest_digest` is the hex SHA-256 of the export's manifest. Throws code::seal_key_changed when the key is
// not that of the last seal; usage when the rows are too scattered for one statement. Returns its number.
std::int64_t write_tombstone(ops::Writer& writer, const ArchiveSet& set, std::string_view manifest_digest,
                             const SigningKey& key);

// What a tombstone of that manifest says, to go on where deleting stopped; nullopt when there is none. Its
// signature is checked. Throws code::seal_broken when it is wrong.
std::optional<ArchiveSet> find_archived(pg::Transaction& tx, const platform::Pack& pack,
                                        std::string_view manifest_digest);

// The body of an operation: deletes the rows at these positions. Each must still have the bytes that were
// sealed and be in the export: else everything is rolled back with code::row_tampered or archive_unproven.
// Returns how many there were; rows that are gone already do not count.
std::uint64_t delete_archived(ops::Writer& writer, const SealSource& source,
                              const std::vector<PositionRange>& ranges, const ExportedKeys& exported);

// The same positions in groups of at most `size`.
std::vector<std::vector<PositionRange>> in_portions(const std::vector<PositionRange>& ranges,
                                                    std::uint64_t size);

}  // namespace admctl::audit
