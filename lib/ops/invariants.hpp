// Looking for rows that break the pack's invariants: of some records, as operations and record pages need it,
// or of one invariant over the whole database. Only reads, so it works on a replica.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

// One row that breaks an invariant.
struct Violation {
  const platform::Invariant* invariant = nullptr;  // of the pack that was asked about
  std::string table;                               // of the row
  std::string key;                                 // of the row, as text
  // The record it belongs to: the row itself when the check is of a kind, else its owner. Both empty when the
  // pack names neither, or the row has no owner.
  std::string record_kind;
  std::string record_key;
  // "deal/1042", by label when the kind has one; "table/key" when it belongs to no record.
  std::string record;
  std::string what;  // what is wrong with this row, or the invariant's sentence

  // The same row in breach of the same invariant, whatever the sentence: what an operation compares before and
  // after its change.
  friend bool operator==(const Violation& a, const Violation& b) {
    return a.invariant == b.invariant && a.table == b.table && a.key == b.key;
  }
};

// Whether any invariant of at least `minimum` is about records of this kind or rows they own. No query.
bool has_invariants(const platform::Pack& pack, const platform::Kind& kind,
                    platform::Severity minimum = platform::Severity::warning);

// All violations of these records and of the rows they own; `keys` are primary keys as text. `minimum` error
// leaves warnings out. One query whatever the number of keys, and a second one only when something was found;
// none at all when has_invariants() is false. Rows are reached by the key or the owner's column. In order of
// the pack, then of the row's key. Checks marked `scan` are left out. Rows are seen as the transaction sees
// them; nothing is locked. Throws code::bad_pack, naming the invariant, when its SQL fails; statement_timeout
// and the like as they are. After an error the transaction is over.
std::vector<Violation> violations_of(pg::Transaction& tx, const platform::Pack& pack,
                                     const platform::Kind& kind, std::span<const std::string> keys,
                                     platform::Severity minimum = platform::Severity::warning);

// Those of `found` that are not among `before`.
std::vector<Violation> added_violations(std::vector<Violation> found, std::span<const Violation> before);

// "A09 (a cancelled deal with money has a refund): no refund is under way"
std::string sentence_of(const Violation& violation);

// What check_invariant() found.
struct InvariantResult {
  const platform::Invariant* invariant = nullptr;
  std::size_t count = 0;           // rows in violation; a row that breaks two checks counts twice
  std::vector<Violation> samples;  // the first of them, in order of the checks, then of the row's key
};

// Searches the whole database for rows that break one invariant, and describes at most `sample_limit` of them.
// In a read-only snapshot count and samples are of one moment. Throws as violations_of() does.
InvariantResult check_invariant(pg::Transaction& tx, const platform::Pack& pack,
                                const platform::Invariant& invariant, std::size_t sample_limit);

// What to do about a violation: the invariant's remedy with {record} filled in; empty when none is known.
std::string remedy_of(const Violation& violation);

}  // namespace admctl::ops
