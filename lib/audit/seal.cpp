#include "lib/audit/seal.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/audit/seal_store.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t portion = 5000;
constexpr std::string_view rfc3339 = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";
// "admctl" and "seal" in ASCII, cut to 63 bits.
constexpr std::string_view seal_lock = "107083879019629";

std::string read_horizon(pg::Transaction& tx) {
  return *tx.value(fmt::format(
      "SELECT to_char(least(now(), min(xact_start)) - CASE WHEN count(*) FILTER (WHERE state IS NULL) > 0 "
      "THEN interval '1 day' ELSE interval '5 minutes' END, {}) FROM "
      "(SELECT xact_start, state FROM pg_catalog.pg_stat_activity WHERE datname = current_database() "
      "AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
      "UNION ALL SELECT prepared, 'prepared' FROM pg_catalog.pg_prepared_xacts "
      "WHERE database = current_database()) AS open",
      rfc3339));
}

[[noreturn]] void broken(const StoredSeal& last, std::string what) {
  throw Error{code::seal_broken,
              fmt::format("seal {} of {} is not what was sealed: {}", last.nr, last.source.name, what),
              {},
              "run 'admctl audit verify' to see what was changed; nothing was sealed now"};
}

// The last seal's checkpoint, proven to be its signer's and to fit the state that is continued.
Checkpoint check_last(pg::Transaction& tx, const StoredSeal& last, const SigningKey& key, bool new_key) {
  const auto note = SignedNote::parse(last.note);
  const auto signer = PublicKey::parse(last.public_key);
  if (signer != key.public_key() && !new_key) {
    throw Error{code::seal_key_changed,
                fmt::format("the last seal of {} was made with another key", last.source.name),
                fmt::format("that was {} {}, this is {} {}", signer.name(), signer.id(),
                            key.public_key().name(), key.public_key().id()),
                "use that key, or say --new-key; verifying then needs both public keys"};
  }
  if (check_note(note, std::array{signer}) != Trust::signed_by_key) broken(last, "its signature is wrong");
  auto checkpoint = Checkpoint::parse(note.text);
  auto tree = tree_of(last);
  if (checkpoint.size != last.size || checkpoint.root != tree.root())
    broken(last, "the state of the tree does not have the root that was signed");
  const auto leaves =
      tx.value("SELECT max(position) + 1 FROM admctl.seal_leaf WHERE source = $1", {last.source.name});
  if (leaves.value_or("0") != std::to_string(last.size))
    broken(last, fmt::format("it has {} leaves, the ledger {}", last.size, leaves.value_or("0")));
  return checkpoint;
}

std::string new_origin(pg::Transaction& tx, const SealSource& source) {
  auto name = fmt::format("admctl/{}/{}", tx.value("SELECT current_database()").value_or(""), source.name);
  std::ranges::replace_if(
      name, [](unsigned char byte) { return byte <= ' ' || byte >= 0x7f; }, '_');
  // Tells apart databases of the same name.
  return name + "/" + make_uuid_v4().substr(0, 8);
}

// Adds leaves to the tree and, a portion at a time, to the ledger.
class Leaves {
 public:
  Leaves(pg::Transaction& tx, const std::string& source, MerkleTree tree)
      : tx_{tx}, source_{source}, tree_{std::move(tree)} {}

  void add(std::string_view key, std::string_view bytes) {
    const auto hash = hasher_.leaf(bytes);
    pg::append_copy_field(lines_, source_);
    lines_ += fmt::format("\t{}\t", tree_.size());
    pg::append_copy_field(lines_, key);
    lines_ += "\t\\\\x" + to_hex(hash) + '\n';
    tree_.add_hash(hash);
    if (++waiting_ == portion) flush();
  }

  void flush() {
    static const std::vector<std::string> columns{"source", "position", "key", "hash"};
    pg::CopyIn copy{tx_, "admctl.seal_leaf", columns};
    copy.write(lines_);
    copy.finish();
    lines_.clear();
    waiting_ = 0;
  }

  MerkleTree& tree() { return tree_; }

 private:
  pg::Transaction& tx_;
  const std::string& source_;
  MerkleTree tree_;
  TreeHasher hasher_;
  std::string lines_;
  std::size_t waiting_ = 0;
};

struct Added {
  std::uint64_t rows = 0;
  std::uint64_t behind = 0;
};

Added add_rows(pg::Transaction& tx, const SealSource& source, const std::optional<std::string>& horizon,
               const SealRequest& request, Leaves& leaves) {
  const auto time = "a." + pg::quote(source.time);
  pg::Params params{source.name};
  // Without a zone the literal is of the column's type, with or without a zone: the session's is UTC.
  const auto old = horizon ? fmt::format("{} < {}", time, pg::bind(params, *horizon)) : "false";
  auto sql = fmt::format(
      "SELECT {} AS key, coalesce({}, false) AS behind, {} FROM {} AS a WHERE NOT EXISTS (SELECT FROM "
      "admctl.seal_leaf AS l WHERE l.source = $1 AND l.key = {})",
      source.key_sql(), old, source.columns_sql(), source.relation(), source.key_sql());
  if (horizon && !request.everything)
    sql += fmt::format(" AND ({0} >= {1} OR {0} IS NULL)", time, pg::bind(params, *horizon));
  sql += source.is_ledger ? " ORDER BY a.seq"
                          : fmt::format(" ORDER BY {}, {} COLLATE \"C\"", time, source.key_sql());
  LeafText text{source.table, source.columns};
  Added added;
  tx.for_each(sql, params, [&](pg::RowView row) {
    leaves.add(row.text(std::size_t{0}), text.of(row, 2));
    if (row.boolean(1)) ++added.behind;
    if (++added.rows % 1000 == 0) request.progress(source.name, added.rows);
  });
  leaves.flush();
  request.progress(source.name, added.rows);
  return added;
}

class Sealer {
 public:
  Sealer(ops::Writer& writer, const SealRequest& request, const SigningKey& key)
      : writer_{writer}, tx_{writer.tx()}, request_{request}, key_{key} {}

  std::vector<Sealed> run() {
    ops::ensure_ledger(tx_, ops::LedgerPart::seals);
    tx_.query(fmt::format("SELECT pg_advisory_xact_lock({})", seal_lock));
    for (const auto& source : seal_sources(tx_, writer_.pack(), request_.sources)) seal_one(source);
    if (any_new_) summarise();
    return std::move(results_);
  }

 private:
  void seal_one(const SealSource& source) {
    const auto last = load_last_seal(tx_, source.name);
    std::optional<Checkpoint> before;
    if (last) before = check_last(tx_, *last, key_, request_.new_key);
    const auto horizon = read_horizon(tx_);
    if (source.is_ledger && last && !any_new_ && only_sealing_is_new(source)) {
      keep(*last, *before);
      return;
    }
    const auto* known = before ? before->extension(horizon_line) : nullptr;
    Leaves leaves{tx_, source.name, last ? tree_of(*last) : MerkleTree{}};
    const auto added =
        add_rows(tx_, source, known ? std::optional{plain_time(*known)} : std::nullopt, request_, leaves);
    if (added.rows == 0 && last) {
      keep(*last, *before);
    } else if (added.rows > 0) {
      write_seal(source, last, before, leaves.tree(), added, horizon);
    }
  }

  // "2026-01-01T00:00:00.000000Z", as both timestamp types read it in a session whose zone is UTC.
  static std::string plain_time(std::string text) {
    if (text.ends_with('Z')) text.pop_back();
    return text;
  }

  bool only_sealing_is_new(const SealSource& source) {
    return !tx_.value(
        "SELECT 1 FROM admctl.operation AS a WHERE a.kind <> 'audit.seal' AND NOT EXISTS (SELECT FROM "
        "admctl.seal_leaf AS l WHERE l.source = $1 AND l.key = a.seq::text) LIMIT 1",
        {source.name});
  }

  void keep(const StoredSeal& last, const Checkpoint& checkpoint) {
    results_.push_back({last.source.name, last.nr, 0, 0, checkpoint.size, digest_to_base64(checkpoint.root),
                        last.note, false});
  }

  void write_seal(const SealSource& source, const std::optional<StoredSeal>& last,
                  const std::optional<Checkpoint>& before, MerkleTree& tree, const Added& added,
                  const std::string& horizon) {
    StoredSeal seal;
    seal.source = source;
    seal.nr = last ? last->nr + 1 : 1;
    seal.first_position = tree.size() - added.rows;
    seal.size = tree.size();
    seal.peaks = peaks_text(tree.state());
    const auto sealed = *tx_.value(fmt::format("SELECT to_char(clock_timestamp(), {})", rfc3339));
    const Checkpoint checkpoint{.origin = before ? before->origin : new_origin(tx_, source),
                                .size = tree.size(),
                                .root = tree.root(),
                                .extensions = {{std::string{seal_line}, std::to_string(seal.nr)},
                                               {std::string{horizon_line}, horizon},
                                               {std::string{sealed_line}, sealed}}};
    seal.note = sign_note(checkpoint.text(), key_);
    seal.public_key = key_.public_key().text();
    seal.operation = writer_.id();
    insert_seal(tx_, seal);
    writer_.count_bulk("admctl.seal_leaf", added.rows);
    results_.push_back({source.name, seal.nr, added.rows, added.behind, seal.size,
                        digest_to_base64(checkpoint.root), seal.note, true});
    any_new_ = true;
  }

  void summarise() {
    Array seals;
    for (const auto& sealed : results_) {
      if (!sealed.is_new) continue;
      seals.emplace_back(Object{{"source", sealed.source},
                                {"seal", sealed.nr},
                                {"size", static_cast<std::int64_t>(sealed.size)},
                                {"root", sealed.root}});
    }
    writer_.summarise("seals", std::move(seals));
    writer_.summarise("key", key_.public_key().name() + "+" + key_.public_key().id());
  }

  ops::Writer& writer_;
  pg::Transaction& tx_;
  const SealRequest& request_;
  const SigningKey& key_;
  std::vector<Sealed> results_;
  bool any_new_ = false;
};

}  // namespace

std::vector<Sealed> seal(ops::Writer& writer, const SealRequest& request, const SigningKey& key) {
  return Sealer{writer, request, key}.run();
}

}  // namespace admctl::audit
