#include "lib/audit/verify_database.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/audit/checked_seals.hpp"
#include "lib/audit/leaf_scan.hpp"
#include "lib/audit/select.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::audit {
namespace {

// A checkpoint from outside whose signature is right.
struct Outside {
  Checkpoint checkpoint;
  bool compared = false;
};

class Verifier {
 public:
  Verifier(pg::Transaction& tx, const platform::Pack& pack, const VerifyRequest& request)
      : tx_{tx}, pack_{pack}, request_{request} {}

  VerifyReport run() {
    auto sources = sealed_sources(tx_);
    std::erase_if(sources, [&](const auto& name) { return !is_wanted(name, request_.sources); });
    if (sources.empty() && request_.checkpoints.empty()) {
      throw Error{
          code::nothing_sealed,
          "nothing is sealed: there is nothing to compare the rows with",
          {},
          "'admctl audit seal --key FILE' seals what there is now; 'admctl op verify' checks the ledger's "
          "own chain"};
    }
    open_outside(sources);
    for (const auto& source : sources) verify(source);
    for (const auto& outside : outside_) {
      if (outside.compared) continue;
      report_.findings.add({FindingKind::seal_missing,
                            outside.checkpoint.origin,
                            0,
                            outside.checkpoint.size,
                            {},
                            "a checkpoint is of this log, but the ledger has no seal of it"});
    }
    if (request_.sources.empty() || is_wanted("ledger", request_.sources)) check_ledger();
    return std::move(report_);
  }

 private:
  // Of texts from outside nothing is believed before the signature, either by a trusted key or by one that the
  // ledger names.
  void open_outside(const std::vector<std::string>& sources) {
    const auto left_out = origins_left_out(sources);
    auto keys = request_.trusted;
    if (keys.empty()) {
      for (const auto& source : sources)
        for (const auto& seal : load_seals(tx_, source)) add_key(keys, seal.public_key);
    }
    for (const auto& text : request_.checkpoints) {
      const auto note = SignedNote::parse(text);
      auto checkpoint = Checkpoint::parse(note.text);
      if (std::ranges::find(left_out, checkpoint.origin) != left_out.end()) continue;
      const auto trust = check_note(note, keys);
      if (trust == Trust::signed_by_key) {
        outside_.push_back({std::move(checkpoint)});
        continue;
      }
      report_.findings.add({FindingKind::bad_signature,
                            visible(checkpoint.origin),
                            std::nullopt,
                            std::nullopt,
                            {},
                            trust == Trust::wrong ? "the signature of the checkpoint given is wrong"
                                                  : "the checkpoint given is signed by another key"});
    }
  }

  // Logs that nobody asks about: checkpoints of them may be in the same file.
  std::vector<std::string> origins_left_out(const std::vector<std::string>& sources) {
    std::vector<std::string> origins;
    for (const auto& source : sealed_sources(tx_)) {
      if (std::ranges::find(sources, source) != sources.end()) continue;
      for (const auto& seal : load_seals(tx_, source))
        origins.push_back(seal.note.substr(0, seal.note.find('\n')));
    }
    return origins;
  }

  static void add_key(std::vector<PublicKey>& keys, const std::string& text) {
    try {
      const auto key = PublicKey::parse(text);
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    } catch (const Error&) {
      // Found where the seal itself is checked.
    }
  }

  void verify(const std::string& source) {
    const auto checked = check_seals(tx_, source, request_.trusted, report_.findings);
    VerifiedSource out;
    out.source = source;
    out.seals = static_cast<std::int64_t>(checked.seals.size());
    out.signers = checked.signers;
    if (!checked.seals.empty()) {
      const auto& last = checked.seals.back().checkpoint;
      out.origin = last.origin;
      out.sealed = last.size;
      if (const auto* sealed = last.extension(sealed_line)) out.last_sealed = *sealed;
      const auto scan = scan_leaves(tx_, source, checked, sizes(checked), report_.findings,
                                    [&](std::size_t rows) { request_.progress(source, rows); });
      out.archived = scan.archived;
      compare_roots(source, checked, scan);
      compare_outside(source, checked, scan);
      find_unsealed(checked.seals.back(), out);
    }
    check_surplus(source, out.sealed);
    report_.sources.push_back(std::move(out));
  }

  std::vector<std::uint64_t> sizes(const CheckedSeals& checked) const {
    std::vector<std::uint64_t> out;
    for (const auto& seal : checked.seals) out.push_back(seal.checkpoint.size);
    for (const auto& outside : outside_) out.push_back(outside.checkpoint.size);
    return out;
  }

  // After the first difference every later root differs as well.
  void compare_roots(const std::string& source, const CheckedSeals& checked, const LeafScan& scan) {
    std::uint64_t begin = 0;
    for (const auto& seal : checked.seals) {
      const auto found = scan.roots.find(seal.checkpoint.size);
      if (found == scan.roots.end()) {
        report_.findings.add(
            {FindingKind::seal_missing,
             source,
             scan.leaves,
             seal.checkpoint.size,
             {},
             fmt::format("seal {} holds them, the ledger has lost their leaves", seal.stored.nr)});
        return;
      }
      if (found->second != seal.checkpoint.root) {
        report_.findings.add(
            {FindingKind::leaves_changed,
             source,
             begin,
             seal.checkpoint.size,
             {},
             fmt::format("the leaves of these rows are not those that seal {} signed", seal.stored.nr)});
        return;
      }
      begin = seal.checkpoint.size;
    }
  }

  void compare_outside(const std::string& source, const CheckedSeals& checked, const LeafScan& scan) {
    const auto& origin = checked.seals.front().checkpoint.origin;
    for (auto& outside : outside_) {
      const auto& checkpoint = outside.checkpoint;
      if (checkpoint.origin != origin) continue;
      outside.compared = true;
      ++report_.checkpoints;
      const auto found = scan.roots.find(checkpoint.size);
      if (found == scan.roots.end()) {
        report_.findings.add(
            {FindingKind::seal_missing,
             source,
             scan.leaves,
             checkpoint.size,
             {},
             fmt::format("the checkpoint given holds {} rows, the log only {}: its end was cut "
                         "off",
                         checkpoint.size, scan.leaves)});
      } else if (found->second != checkpoint.root) {
        report_.findings.add({FindingKind::not_continued,
                              source,
                              0,
                              checkpoint.size,
                              {},
                              "the log does not continue the checkpoint given: it was made anew"});
      }
    }
  }

  void find_unsealed(const CheckedSeal& last, VerifiedSource& out) {
    std::vector<SealSource> sources;
    try {
      sources = seal_sources(tx_, pack_, {out.source});
    } catch (const Error&) {
      // Another pack than the one it was sealed with does not know the table's time.
    }
    const auto* horizon = last.checkpoint.extension(horizon_line);
    if (sources.empty() || !horizon) return;
    const auto& source = sources.front();
    const auto time = "a." + pg::quote(source.time);
    auto plain = *horizon;
    if (plain.ends_with('Z')) plain.pop_back();
    const auto rows = tx_.query(
        fmt::format(
            "SELECT count(*) AS rows, count(*) FILTER (WHERE behind) AS behind, min(key) FILTER (WHERE "
            "behind) AS first FROM (SELECT {0} AS key, {1} < $2 AS behind FROM {2} AS a WHERE NOT EXISTS "
            "(SELECT FROM admctl.seal_leaf AS l WHERE l.source = $1 AND l.key = {0})) AS unsealed",
            source.key_sql(), time, source.relation()),
        {out.source, plain});
    const auto behind = rows.front().integer("behind");
    out.unsealed = static_cast<std::uint64_t>(rows.front().integer("rows") - behind);
    if (behind == 0) return;
    report_.findings.add(
        {FindingKind::row_inserted, out.source, std::nullopt, std::nullopt,
         std::string{rows.front().text("first")},
         fmt::format(
             "{} a time before {}, when the last seal had all of that time; if they belong, 'admctl audit "
             "seal --all' takes them in",
             count_of(static_cast<std::size_t>(behind), "unsealed row has", "unsealed rows have"), *horizon)});
  }

  void check_surplus(const std::string& source, std::uint64_t sealed) {
    const auto last =
        tx_.value("SELECT max(position) + 1 FROM admctl.seal_leaf WHERE source = $1", {source}).value_or("0");
    const auto leaves = parse_count(last).value_or(0);
    if (leaves <= sealed) return;
    report_.findings.add({FindingKind::seal_missing,
                          source,
                          sealed,
                          leaves,
                          {},
                          "the ledger has leaves of these rows, but their seal is gone"});
  }

  // The ledger says of every seal that it was made; its own chain says that the ledger is whole.
  void check_ledger() {
    if (!ops::has_ledger(tx_)) return;
    for (const auto& problem : ops::verify_chain(tx_).problems) {
      report_.findings.add({FindingKind::ledger_changed, "ledger", static_cast<std::uint64_t>(problem.seq),
                            static_cast<std::uint64_t>(problem.seq + 1), problem.operation, problem.what});
    }
    const auto rows = tx_.query(
        "SELECT id, summary -> 'seals' AS seals FROM admctl.operation "
        "WHERE kind = 'audit.seal' ORDER BY seq");
    for (const auto row : rows) {
      const auto seals = parse_json(row.text("seals").empty() ? "[]" : row.text("seals"));
      for (const auto& seal : seals.as_array() ? *seals.as_array() : Array{}) {
        const auto source = seal.at("source").string_or("");
        const auto nr = seal.at("seal").as_int() ? *seal.at("seal").as_int() : 0;
        if (is_wanted(source, request_.sources) &&
            !tx_.value("SELECT 1 FROM admctl.seal WHERE source = $1 AND nr = $2",
                       {source, std::to_string(nr)})) {
          report_.findings.add({FindingKind::seal_missing,
                                source,
                                std::nullopt,
                                std::nullopt,
                                {},
                                fmt::format("operation {} made seal {}, which is gone", row.text("id"), nr)});
        }
      }
    }
  }

  pg::Transaction& tx_;
  const platform::Pack& pack_;
  const VerifyRequest& request_;
  std::vector<Outside> outside_;
  VerifyReport report_;
};

}  // namespace

VerifyReport verify_database(pg::Session& session, const platform::Pack& pack, const VerifyRequest& request) {
  auto options = reading(pack);
  options.timeouts.statement = {};
  pg::Transaction tx{session, options};
  return Verifier{tx, pack, request}.run();
}

std::vector<std::string> split_notes(std::string_view text) {
  std::vector<std::string> notes;
  bool signed_already = false;
  for (const auto& given : split(text, '\n')) {
    const auto line = trim(given);
    const bool signature = line.starts_with("\xe2\x80\x94 ");
    if (notes.empty() || (signed_already && !signature)) {
      if (line.empty()) continue;
      notes.emplace_back();
    }
    notes.back() += std::string{line} + '\n';
    signed_already = signature;
  }
  return notes;
}

}  // namespace admctl::audit
