// What facts about a server mean, apart from how they are read: pure functions, which add to the findings.
#pragma once

#include <cstdint>
#include <string>

#include "lib/core/clock.hpp"
#include "lib/health/finding.hpp"
#include "lib/pg/connection_facts.hpp"

namespace admctl::health {

// `number` as PostgreSQL counts: 150004; `server` and `libpq` as they are shown.
struct Versions {
  int number = 0;
  std::string server;
  std::string libpq;
};
void judge_versions(const Versions& versions, Time now, Findings& findings);

void judge_encryption(const pg::ConnectionFacts& facts, Findings& findings);

void judge_connections(std::int64_t used, std::int64_t most, const Object& evidence, Findings& findings);

// Ages of the oldest transaction id and multixact id that the database may not forget yet, and from which age
// on autovacuum freezes each whatever it costs.
struct IdAges {
  std::int64_t transaction = 0;
  std::int64_t multixact = 0;
  std::int64_t freeze_transaction = 200'000'000;
  std::int64_t freeze_multixact = 400'000'000;
};
// `worst` is the table with the oldest transaction id, quoted; empty when there is none.
void judge_id_ages(const IdAges& ages, const std::string& worst, Findings& findings);

}  // namespace admctl::health
