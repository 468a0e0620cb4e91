// Planting a rehearsed incident, so that a team can drill it and tests can prove the recovery.
#pragma once

#include <string>
#include <string_view>

#include "lib/ops/write.hpp"

namespace admctl::seed {

struct Planted {
  ops::Outcome outcome;
  const platform::Scenario* scenario = nullptr;
  std::string key;     // of the record
  std::string record;  // "deal/1042", by label when the kind has one
};

// Picks the first record in the scenario's state and changes it, and rows around it, as the incident would.
// One operation: it is in the ledger and can be undone. Throws code::no_such_record when no record fits,
// code::usage for an unknown scenario.
Planted plant(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
              std::string_view name, const ops::WriteOptions& options = {});

}  // namespace admctl::seed
