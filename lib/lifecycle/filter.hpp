// Which records of a kind are meant: the conditions of a list, for whoever works on several records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/lifecycle/table_shape.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::lifecycle {

// All conditions must hold.
struct Filter {
  std::vector<std::string> states;      // one of these; empty: any
  std::vector<std::string> not_states;  // none of these
  bool stuck = false;                   // longer in its state than the state's limit ...
  std::optional<Millis> stuck_age;      // ... or, when given, than this in a state that is not terminal
  std::optional<Time> since;            // created then or later
  std::optional<Time> until;            // created before
  std::vector<std::string> where;       // as parse_condition (where.hpp) takes them
  std::optional<std::string> party;     // as find_party (party_search.hpp) takes it
  std::optional<std::string> problem;   // id of an invariant that the record breaks

  bool empty() const;
};

// A filter as SQL over r: `common` AND one of `branches`, which exclude each other. Each branch is a range of
// an index when the table has one for it.
struct Selection {
  std::string common;
  std::vector<std::string> branches;   // at least one, unless nothing can match
  std::vector<std::string> unindexed;  // columns of conditions that no index begins with
};

// `by_created`: the rows are wanted in order of the created column; branches are then chosen so that an index
// gives each of them in that order.
// Throws code::usage, unknown_state, secret_column, no_such_party, unknown_invariant, schema_missing.
Selection select_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                         const TableShape& shape, const Filter& filter, bool by_created, pg::Params& params);

}  // namespace admctl::lifecycle
