#include "lib/audit/leaf_scan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::audit {
namespace {

// Seals one after the other whose rows have the same shape.
struct Stretch {
  SealSource source;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

std::vector<Stretch> stretches_of(const CheckedSeals& checked) {
  std::vector<Stretch> out;
  std::uint64_t begin = 0;
  for (const auto& seal : checked.seals) {
    const auto& source = seal.stored.source;
    const auto end = std::max(begin, seal.checkpoint.size);
    if (!out.empty() && out.back().source.columns == source.columns && out.back().source.key == source.key &&
        out.back().source.relation() == source.relation()) {
      out.back().end = end;
    } else {
      out.push_back({source, begin, end});
    }
    begin = end;
  }
  return out;
}

void check_columns(pg::Transaction& tx, const SealSource& source) {
  auto names = source.columns;
  names.insert(names.end(), source.key.begin(), source.key.end());
  std::vector<std::string> missing;
  const auto rows = tx.query(
      "SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute "
      "WHERE attrelid = to_regclass($2) AND attname = name AND attnum > 0 AND NOT attisdropped)",
      {pg::array_text(names), source.relation()});
  for (const auto row : rows) missing.emplace_back(row.text(0));
  if (missing.empty()) return;
  throw Error{code::cannot_verify, fmt::format("the sealed rows of {} cannot be read any more", source.name),
              fmt::format("{} has no {}", source.relation(), join(missing, ", ")),
              "a migration renamed or removed them: verify a copy of the database from before it"};
}

// Walks the ranges of one tombstone as positions go by.
class TombstoneWalk {
 public:
  explicit TombstoneWalk(const CheckedTombstone& tombstone) : tombstone_{tombstone} {}

  // Positions ascend.
  bool takes(std::uint64_t position, const Digest& leaf) {
    const auto& ranges = tombstone_.ranges;
    while (range_ < ranges.size() && ranges[range_].end <= position) ++range_;
    if (range_ == ranges.size() || position < ranges[range_].begin) return false;
    tree_.add_hash(leaf);
    return true;
  }

  bool is_right() {
    return tree_.size() == tombstone_.checkpoint.size && tree_.root() == tombstone_.checkpoint.root;
  }
  const CheckedTombstone& tombstone() const { return tombstone_; }

 private:
  const CheckedTombstone& tombstone_;
  std::size_t range_ = 0;
  MerkleTree tree_;
};

std::optional<Digest> digest_from_hex(std::string_view text) {
  Digest digest;
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(std::stoi(std::string{text.substr(2 * i, 2)}, nullptr, 16));
  return digest;
}

class Scan {
 public:
  Scan(pg::Transaction& tx, const std::string& source, const CheckedSeals& checked,
       const std::vector<std::uint64_t>& sizes, Findings& findings)
      : tx_{tx}, source_{source}, sizes_{sizes}, findings_{findings} {
    std::ranges::sort(sizes_);
    for (const auto& tombstone : checked.tombstones) walks_.emplace_back(tombstone);
    note_root();
  }

  void read(const Stretch& stretch, const std::function<void(std::size_t)>& progress) {
    check_columns(tx_, stretch.source);
    LeafText text{stretch.source.table, stretch.source.columns};
    const auto sql = fmt::format(
        "SELECT l.position, l.key, encode(l.hash, 'hex'), a.ctid IS NULL, {} FROM admctl.seal_leaf AS l "
        "LEFT JOIN {} AS a ON {} = l.key WHERE l.source = $1 AND l.position >= $2 AND l.position < $3 "
        "ORDER BY l.position",
        stretch.source.columns_sql(), stretch.source.relation(), stretch.source.key_sql());
    tx_.for_each(sql, {source_, std::to_string(stretch.begin), std::to_string(stretch.end)},
                 [&](pg::RowView row) {
                   take(row, text);
                   if (out_.leaves % 1000 == 0) progress(out_.leaves);
                 });
    progress(out_.leaves);
  }

  LeafScan finish() {
    for (auto& walk : walks_) {
      if (walk.is_right()) continue;
      findings_.add(
          {FindingKind::leaves_changed,
           source_,
           std::nullopt,
           std::nullopt,
           {},
           fmt::format("tombstone {} is about other rows than those in its place", walk.tombstone().nr)});
    }
    return std::move(out_);
  }

 private:
  void take(pg::RowView row, LeafText& text) {
    const auto position = static_cast<std::uint64_t>(row.integer(0));
    if (position > next_) {
      findings_.add(
          {FindingKind::seal_missing, source_, next_, position, {}, "the ledger has lost their leaves"});
    }
    next_ = position + 1;
    const auto leaf = digest_from_hex(row.text(2));
    const bool archived = leaf && is_archived(position, *leaf);
    if (row.boolean(3)) {
      archived ? void(++out_.archived) : find(FindingKind::row_deleted, position, row, "it is gone");
    } else if (!leaf || hasher_.leaf(text.of(row, 4)) != *leaf) {
      find(FindingKind::row_changed, position, row, "it is not what was sealed");
    }
    tree_.add_hash(leaf.value_or(Digest{}));
    ++out_.leaves;
    note_root();
  }

  void find(FindingKind kind, std::uint64_t position, pg::RowView row, std::string what) {
    findings_.add({kind, source_, position, position + 1, std::string{row.text(1)}, std::move(what)});
  }

  bool is_archived(std::uint64_t position, const Digest& leaf) {
    bool found = false;
    for (auto& walk : walks_) found = walk.takes(position, leaf) || found;
    return found;
  }

  void note_root() {
    if (std::ranges::binary_search(sizes_, tree_.size())) out_.roots[tree_.size()] = tree_.root();
  }

  pg::Transaction& tx_;
  const std::string& source_;
  std::vector<std::uint64_t> sizes_;
  Findings& findings_;
  std::vector<TombstoneWalk> walks_;
  TreeHasher hasher_;
  MerkleTree tree_;
  std::uint64_t next_ = 0;
  LeafScan out_;
};

}  // namespace

LeafScan scan_leaves(pg::Transaction& tx, const std::string& source, const CheckedSeals& checked,
                     const std::vector<std::uint64_t>& sizes, Findings& findings,
                     const std::function<void(std::size_t)>& progress) {
  Scan scan{tx, source, checked, sizes, findings};
  for (const auto& stretch : stretches_of(checked)) scan.read(stretch, progress);
  return scan.finish();
}

}  // namespace admctl::audit
