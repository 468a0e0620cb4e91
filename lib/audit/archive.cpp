#include "lib/audit/archive.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/audit/json_scan.hpp"
#include "lib/audit/seal_store.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view source_name_in_seals = "audit";
constexpr std::string_view manifest_line = "manifest-sha256";
constexpr std::string_view before_line = "before";
// A signed note may be 64 KiB.
constexpr std::size_t longest_ranges = 48 * 1024;

Error tampered(const SealSource& source, std::string_view key, std::string_view what) {
  return {code::row_tampered,
          fmt::format("row {} of {} {}: nothing is deleted", key, source.table, what),
          {},
          "'admctl audit verify' tells what else was changed"};
}

SealSource audit_source(pg::Transaction& tx, const platform::Pack& pack) {
  auto sources = seal_sources(tx, pack, {std::string{source_name_in_seals}});
  if (sources.empty()) throw Error{code::no_audit_table, "the audit table does not exist"};
  return std::move(sources.front());
}

bool is_in(const std::vector<PositionRange>& ranges, std::uint64_t position) {
  const auto after = std::ranges::upper_bound(ranges, position, {}, &PositionRange::begin);
  return after != ranges.begin() && position < std::prev(after)->end;
}

// What the ledger has of the source, its texts proven by the keys that it names.
CheckedSeals seals_of(pg::Transaction& tx, const SealSource& source) {
  Findings findings;
  auto checked = check_seals(tx, source.name, {}, findings);
  if (checked.seals.empty() && findings.empty()) {
    throw Error{code::nothing_sealed,
                "nothing is sealed, so that nothing can be archived",
                {},
                "run 'admctl audit seal --key FILE' first"};
  }
  if (findings.empty()) return checked;
  throw Error{code::seal_broken, "the seals are not what was sealed: nothing is archived",
              findings.first.front().what, "run 'admctl audit verify' to see what was changed"};
}

void refuse_unsealed(pg::Transaction& tx, const SealSource& source, const std::string& before) {
  const auto unsealed = tx.query(
      fmt::format(
          "SELECT count(*) FROM {} AS a WHERE a.{} < $2 AND NOT EXISTS (SELECT FROM admctl.seal_leaf AS l "
          "WHERE l.source = $1 AND l.key = {})",
          source.relation(), pg::quote(source.time), source.key_sql()),
      {source.name, before});
  const auto count = unsealed.front().integer(0);
  if (count == 0) return;
  throw Error{code::archive_unsealed,
              fmt::format("{} of that time {} in no seal: nothing is archived",
                          count_of(static_cast<std::size_t>(count), "row"), count == 1 ? "is" : "are"),
              {},
              "run 'admctl audit seal --key FILE' first; with --all it takes in rows with an older time"};
}

// Rows of one shape.
std::uint64_t delete_part(pg::Transaction& tx, const SealSource& shape, const PositionRange& part,
                          const ExportedKeys& exported) {
  LeafText text{shape.table, shape.columns};
  TreeHasher hasher;
  const auto rows = tx.query(
      fmt::format(
          "DELETE FROM {} AS a USING admctl.seal_leaf AS l WHERE l.source = $1 AND l.position >= $2 AND "
          "l.position < $3 AND {} = l.key RETURNING l.key, encode(l.hash, 'hex'), {}",
          shape.relation(), shape.key_sql(), shape.columns_sql()),
      {shape.name, std::to_string(part.begin), std::to_string(part.end)});
  for (const auto row : rows) {
    const auto key = row.text(std::size_t{0});
    if (to_hex(hasher.leaf(text.of(row, 2))) != row.text(1))
      throw tampered(shape, key, "is not what was sealed");
    if (exported.has(key)) continue;
    throw Error{code::archive_unproven, fmt::format("row {} is not in the archive: nothing is deleted", key)};
  }
  return rows.size();
}

}  // namespace

ArchiveSet find_archivable(pg::Transaction& tx, const platform::Pack& pack, Time before) {
  ArchiveSet set{.source = audit_source(tx, pack), .before = before, .origin = {}, .ranges = {}};
  const auto moment = to_sql_timestamp(before);
  const auto checked = seals_of(tx, set.source);
  set.origin = checked.seals.front().checkpoint.origin;
  refuse_unsealed(tx, set.source, moment);
  TreeHasher hasher;
  MerkleTree tree;
  for (const auto& seal : checked.seals) {
    const auto& shape = seal.stored.source;
    LeafText text{shape.table, shape.columns};
    const auto sql = fmt::format(
        "SELECT l.position, l.key, encode(l.hash, 'hex'), {} FROM admctl.seal_leaf AS l JOIN {} AS a ON {} = "
        "l.key "
        "WHERE l.source = $1 AND l.position >= $2 AND l.position < $3 AND a.{} < $4 ORDER BY l.position",
        shape.columns_sql(), shape.relation(), shape.key_sql(), pg::quote(set.source.time));
    tx.for_each(
        sql, {shape.name, std::to_string(seal.stored.first_position), std::to_string(seal.stored.size), moment},
        [&](pg::RowView row) {
          const auto position = static_cast<std::uint64_t>(row.integer(0));
          const auto leaf = hasher.leaf(text.of(row, 3));
          if (to_hex(leaf) != row.text(2)) throw tampered(shape, row.text(1), "is not what was sealed");
          for (const auto& tombstone : checked.tombstones)
            if (is_in(tombstone.ranges, position)) return;
          tree.add_hash(leaf);
          if (!set.ranges.empty() && set.ranges.back().end == position)
            ++set.ranges.back().end;
          else
            set.ranges.push_back({position, position + 1});
        });
  }
  set.rows = tree.size();
  set.root = tree.root();
  return set;
}

ExportedKeys::Short ExportedKeys::shorten(std::string_view key) {
  Sha256 hash;
  hash.update(key);
  const auto digest = hash.digest();
  Short out;
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

void ExportedKeys::add(std::string_view record) {
  static constexpr std::array<std::string_view, 1> names{"id"};
  std::array<std::string_view, 1> values;
  find_members(record, names, values);
  const auto id = values[0].empty() ? Value{} : parse_json(values[0]);
  keys_.push_back(shorten(id.as_string() ? *id.as_string() : values[0]));
}

void ExportedKeys::sort() { std::ranges::sort(keys_); }

bool ExportedKeys::has(std::string_view key) const { return std::ranges::binary_search(keys_, shorten(key)); }

std::int64_t write_tombstone(ops::Writer& writer, const ArchiveSet& set, std::string_view manifest_digest,
                             const SigningKey& key) {
  auto& tx = writer.tx();
  const auto last = load_last_seal(tx, set.source.name);
  if (!last || last->public_key != key.public_key().text()) {
    throw Error{code::seal_key_changed,
                "the last seal was made with another key",
                {},
                "the tombstone must be signed by the key of the seals"};
  }
  const auto ranges = ranges_text(set.ranges);
  if (ranges.size() > longest_ranges) {
    throw Error{code::usage,
                "the rows are too scattered in the log for one tombstone",
                {},
                "archive up to an earlier time first"};
  }
  StoredTombstone tombstone;
  const auto before = load_tombstones(tx, set.source.name);
  tombstone.nr = before.empty() ? 1 : before.back().nr + 1;
  const Checkpoint checkpoint{.origin = set.origin + std::string{tombstone_suffix},
                              .size = set.rows,
                              .root = set.root,
                              .extensions = {{std::string{tombstone_line}, std::to_string(tombstone.nr)},
                                             {std::string{positions_line}, ranges},
                                             {std::string{before_line}, to_rfc3339(set.before)},
                                             {std::string{manifest_line}, std::string{manifest_digest}}}};
  tombstone.note = sign_note(checkpoint.text(), key);
  tombstone.public_key = key.public_key().text();
  tombstone.operation = writer.id();
  insert_tombstone(tx, set.source.name, tombstone);
  writer.count_bulk("admctl.tombstone", 1);
  return tombstone.nr;
}

std::optional<ArchiveSet> find_archived(pg::Transaction& tx, const platform::Pack& pack,
                                        std::string_view manifest_digest) {
  auto source = audit_source(tx, pack);
  if (!has_seals(tx)) return std::nullopt;
  for (auto& tombstone : seals_of(tx, source).tombstones) {
    const auto* digest = tombstone.checkpoint.extension(manifest_line);
    if (!digest || *digest != manifest_digest) continue;
    const auto* before = tombstone.checkpoint.extension(before_line);
    return ArchiveSet{.source = std::move(source),
                      .before = parse_time(before ? *before : "").value_or(Time{}),
                      .origin = tombstone.checkpoint.origin,
                      .rows = tombstone.checkpoint.size,
                      .root = tombstone.checkpoint.root,
                      .ranges = std::move(tombstone.ranges)};
  }
  return std::nullopt;
}

std::uint64_t delete_archived(ops::Writer& writer, const SealSource& source,
                              const std::vector<PositionRange>& ranges, const ExportedKeys& exported) {
  auto& tx = writer.tx();
  std::uint64_t deleted = 0;
  for (const auto& seal : load_seals(tx, source.name)) {
    for (const auto& range : ranges) {
      const PositionRange part{std::max(range.begin, seal.first_position), std::min(range.end, seal.size)};
      if (part.begin < part.end) deleted += delete_part(tx, seal.source, part, exported);
    }
  }
  if (deleted > 0) writer.count_bulk(source.table, deleted);
  return deleted;
}

std::vector<std::vector<PositionRange>> in_portions(const std::vector<PositionRange>& ranges,
                                                    std::uint64_t size) {
  std::vector<std::vector<PositionRange>> out;
  std::uint64_t room = 0;
  for (auto range : ranges) {
    while (range.begin < range.end) {
      if (room == 0) {
        out.emplace_back();
        room = size;
      }
      const auto taken = std::min(room, range.end - range.begin);
      out.back().push_back({range.begin, range.begin + taken});
      range.begin += taken;
      room -= taken;
    }
  }
  return out;
}

}  // namespace admctl::audit
