// In how many transactions a migration runs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/migrate/parser.hpp"

namespace admctl::migrate {

struct Step {
  std::size_t first = 0;  // which statement, from 0
  std::size_t count = 0;
  bool alone = false;  // one statement outside any transaction
};

// The steps of the statements from `first` on. Most migrations are one step, a transaction. What cannot be in
// one is a step of its own; a statement that uses an enum value added before it begins another transaction,
// because the value cannot be used before the one that added it is committed.
std::vector<Step> plan_steps(const Script& script, std::size_t first = 0);

// True when the migration is one transaction.
bool is_one_transaction(const Script& script);

// Why it is not, for people: "CREATE INDEX CONCURRENTLY cannot be in a transaction".
std::string why_several(const Script& script);

}  // namespace admctl::migrate
