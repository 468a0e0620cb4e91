// Demo data in a database: what it is as a hash, and which rules it breaks.
#pragma once

#include <string>

#include "tests/support/database.hpp"

namespace admctl::test {

// The present of demo data in tests.
inline constexpr const char* demo_until = "2026-03-01";

void seed_categories(const TestDatabase& database);
// "A05: 3" for each invariant and rule that is broken.
std::string broken_rules(const TestDatabase& database);
// SHA-256 over all rows that the generator writes, ordered by their keys.
std::string image(const TestDatabase& database);
// What keys, indexes and their comments are, as text.
std::string keys_of(const TestDatabase& database);

}  // namespace admctl::test
