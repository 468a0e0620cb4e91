// A pack against a live database: what it names must be there, its SQL must be understood by the server, and
// what it writes must fit.
#pragma once

#include <string>
#include <vector>

#include "lib/ops/pack_rule.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

struct PackFinding {
  std::string_view rule;  // "ADM-P001"
  platform::Severity severity = platform::Severity::error;
  std::string place;    // "kind deal, guard paid"
  std::string message;  // one sentence
  std::string hint;     // may be empty
};

// In the order of the pack. Reads the catalog, lets the server plan every expression of the pack over no rows,
// and reads which states there are in the data. Writes nothing; the transaction stays usable.
std::vector<PackFinding> check_pack(pg::Transaction& tx, const platform::Pack& pack);

}  // namespace admctl::ops
