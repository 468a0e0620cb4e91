#include "lib/audit/inclusion.hpp"

#include <fmt/format.h>

#include "lib/audit/merkle_proof.hpp"
#include "lib/audit/seal_store.hpp"
#include "lib/audit/select.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

struct Place {
  std::string source;
  std::uint64_t position = 0;
  std::string hash;  // hex
};

Place find_place(pg::Transaction& tx, const std::string& key, const std::optional<std::string>& wanted) {
  std::vector<Place> places;
  std::vector<std::string> names;
  for (const auto& source : sealed_sources(tx)) {
    if (wanted && !is_wanted(source, {*wanted})) continue;
    const auto rows =
        tx.query("SELECT position, encode(hash, 'hex') FROM admctl.seal_leaf WHERE source = $1 AND key = $2",
                 {source, key});
    if (rows.empty()) continue;
    places.push_back(
        {source, static_cast<std::uint64_t>(rows.front().integer(0)), std::string{rows.front().text(1)}});
    names.push_back(source);
  }
  if (places.empty()) {
    throw Error{code::not_sealed,
                fmt::format("no seal holds a row {}", key),
                {},
                "'admctl audit seal --key FILE' seals what there is now"};
  }
  if (places.size() > 1) {
    throw Error{code::usage, fmt::format("several sources have a row {}", key), join(names, ", "),
                "say which with --source"};
  }
  return places.front();
}

// The first seal that has the row says which columns its leaf is made of.
std::string read_leaf(pg::Transaction& tx, const std::vector<StoredSeal>& seals, const Place& place,
                      const std::string& key) {
  const auto tampered = [&](std::string_view what) {
    return Error{code::row_tampered,
                 fmt::format("row {} of {} {}", key, place.source, what),
                 {},
                 "'admctl audit verify' tells what else was changed"};
  };
  for (const auto& seal : seals) {
    if (seal.size <= place.position) continue;
    const auto rows = tx.query(fmt::format("SELECT {} FROM {} AS a WHERE {} = $1", seal.source.columns_sql(),
                                           seal.source.relation(), seal.source.key_sql()),
                               {key});
    if (rows.empty()) throw tampered("is gone: it was deleted, or archived");
    std::string leaf{LeafText{seal.source.table, seal.source.columns}.of(rows.front(), 0)};
    if (to_hex(TreeHasher{}.leaf(leaf)) != place.hash) throw tampered("is not what was sealed");
    return leaf;
  }
  throw tampered("has a leaf, but no seal");
}

}  // namespace

InclusionProof prove_row(pg::Session& session, const platform::Pack& pack, const std::string& key,
                         const std::optional<std::string>& source) {
  auto options = reading(pack);
  options.timeouts.statement = {};
  pg::Transaction tx{session, options};
  if (!has_seals(tx)) {
    throw Error{
        code::nothing_sealed, "nothing is sealed", {}, "'admctl audit seal --key FILE' seals what there is"};
  }
  const auto place = find_place(tx, key, source);
  const auto seals = load_seals(tx, place.source);
  InclusionProof proof;
  proof.leaf = read_leaf(tx, seals, place, key);
  proof.index = place.position;
  const auto& last = seals.back();
  proof.note = last.note;
  // All hashes at once: 32 bytes each, and they are needed in order.
  std::vector<Digest> leaves;
  leaves.reserve(last.size);
  tx.for_each(
      "SELECT encode(hash, 'base64') FROM admctl.seal_leaf WHERE source = $1 AND position < $2 "
      "ORDER BY position",
      {place.source, std::to_string(last.size)},
      [&](pg::RowView row) { leaves.push_back(digest_from_base64(row.text(0)).value_or(Digest{})); });
  if (leaves.size() != last.size) {
    throw Error{code::seal_broken,
                fmt::format("seal {} of {} has lost leaves", last.nr, place.source),
                {},
                "'admctl audit verify' tells which"};
  }
  std::size_t next = 0;
  proof.path = inclusion_proof(proof.index, last.size, [&] { return leaves[next++]; });
  const auto checked = check_proof(proof, {PublicKey::parse(last.public_key)});
  if (!checked.why.empty()) {
    throw Error{code::seal_broken,
                fmt::format("row {} cannot be proven: {}", key, checked.why),
                {},
                "'admctl audit verify' tells what was changed"};
  }
  return proof;
}

}  // namespace admctl::audit
