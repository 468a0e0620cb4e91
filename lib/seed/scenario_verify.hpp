// Whether a planted incident has been recovered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::seed {

// A record that an operation of 'seed scenario' changed.
struct PlantedRecord {
  std::string operation;
  std::string record;  // "deal/1042"
  std::string state;   // now; empty when the record is gone
  // What shows that the incident is still there; empty: it is over.
  std::vector<std::string> remains;
  std::optional<std::string> undone_by;  // the operation that took the planting back

  bool recovered() const { return remains.empty(); }

  friend bool operator==(const PlantedRecord&, const PlantedRecord&) = default;
};

struct Verification {
  const platform::Scenario* scenario = nullptr;
  std::vector<PlantedRecord> records;  // each once, by its newest planting; newest first

  bool recovered() const;
};

// What the ledger says was planted is compared with the records as they are: an incident is over when its
// planting was taken back, or when the record breaks none of the invariants that the planting broke and
//   - its recovery is a recipe: the recipe does not apply to it any more;
//   - its recovery is a move: the record has left the state in which it was planted;
//   - its recovery is work outside: what was planted in the record is not there any more.
// Only reads; the transaction should be a snapshot. Throws code::usage for an unknown scenario, never_planted.
Verification verify_scenario(pg::Transaction& tx, const platform::Pack& pack, std::string_view name);

}  // namespace admctl::seed
