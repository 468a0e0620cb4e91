// Finding the people (and other parties) that a filter names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// One way in which records belong to the one named: r.<column> = key.
struct PartyMatch {
  std::string column;
  std::string key;
};

// `given` is a key of a party's table or one of the columns its party is found by; a leading @ may be left out
// or added. Columns without an index count only when none of the others has it. Every party column of the kind
// that may hold a match, in the pack's order. Throws code::no_such_party with suggestions, code::usage when the
// kind has no parties.
std::vector<PartyMatch> find_party(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                   std::string_view given);

}  // namespace admctl::lifecycle
