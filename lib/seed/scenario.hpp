// Planting a rehearsed incident, so that a team can drill it and tests can prove the recovery.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/ops/write.hpp"

namespace admctl::seed {

struct Planted {
  ops::Outcome outcome;
  const platform::Scenario* scenario = nullptr;
  std::vector<std::string> keys;
  std::vector<std::string> records;  // "deal/1042", by label when the kind has one; in order of that
};

// The pack's scenario of that name. Throws code::usage with suggestions.
const platform::Scenario& find_scenario(const platform::Pack& pack, std::string_view name);

// Whether 'seed demo' has filled this database: then its records are made up, and nobody's.
bool holds_demo_data(pg::Transaction& tx);

// Picks the first records in the scenario's states, as many as it wants or as there are, and changes them, and
// rows around them, as the incident would. All are locked first, in order of the key.
// One operation: it is in the ledger and can be undone; its summary has the first as subject, all records with
// their keys, the states they were left in and the invariants that they break since.
// Throws code::no_such_record when no record fits, code::usage for an unknown scenario.
Planted plant(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
              std::string_view name, const ops::WriteOptions& options = {});

}  // namespace admctl::seed
